-- The programs of "Are We Fast Yet": lua5.4 awfy.lua NAME N. Written for this suite, as the Maat ones are.
local bu = require("bu")
local sqrt = math.sqrt

local P = {}
for _, big in ipairs({"richards", "deltablue", "havlak", "cd", "json"}) do
    P[big] = function(n) require("awfy_" .. big)(n) end
end

-- Runs f so often; its result must be `want` each time.
local function repeated(name, times, want, f)
    local good = true
    local s = bu.timed(function()
        for _ = 1, times do
            if f() ~= want then good = false end
        end
    end)
    bu.report("awfy_" .. name, s, times, good)
end

local function generator()
    local seed = 74755
    return function()
        seed = (seed * 1309 + 13849) % 65536
        return seed
    end
end

local Ball = {}
Ball.__index = Ball

function Ball.new(random)
    local b = setmetatable({}, Ball)
    b.x = random() % 500
    b.y = random() % 500
    b.dx = random() % 300 - 150
    b.dy = random() % 300 - 150
    return b
end

function Ball:bounce()
    local hit = false
    self.x = self.x + self.dx
    self.y = self.y + self.dy
    if self.x > 500 then self.x = 500; self.dx = -math.abs(self.dx); hit = true end
    if self.x < 0 then self.x = 0; self.dx = math.abs(self.dx); hit = true end
    if self.y > 500 then self.y = 500; self.dy = -math.abs(self.dy); hit = true end
    if self.y < 0 then self.y = 0; self.dy = math.abs(self.dy); hit = true end
    return hit
end

function P.bounce(times)
    repeated("bounce", times, 1331, function()
        local random, balls, count = generator(), {}, 0
        for i = 1, 100 do balls[i] = Ball.new(random) end
        for _ = 1, 50 do
            for _, b in ipairs(balls) do
                if b:bounce() then count = count + 1 end
            end
        end
        return count
    end)
end

local function make(n)
    if n == 0 then return nil end
    return {value = n, rest = make(n - 1)}
end

local function shorter(x, y)
    while y do
        if not x then return true end
        x, y = x.rest, y.rest
    end
    return false
end

local function tail(x, y, z)
    if shorter(y, x) then
        return tail(tail(x.rest, y, z), tail(y.rest, z, x), tail(z.rest, x, y))
    end
    return z
end

function P.list(times)
    repeated("list", times, 10, function()
        local e, n = tail(make(15), make(10), make(6)), 0
        while e do n = n + 1; e = e.rest end
        return n
    end)
end

local Permutations = {}
Permutations.__index = Permutations

function Permutations:permute(n)
    self.count = self.count + 1
    if n ~= 0 then
        self:permute(n - 1)
        for i = n, 1, -1 do
            self:swap(n, i)
            self:permute(n - 1)
            self:swap(n, i)
        end
    end
end

function Permutations:swap(i, j)
    local v = self.v
    local t = v[i]
    v[i] = v[j]
    v[j] = t
end

function P.permute(times)
    repeated("permute", times, 8660, function()
        local p = setmetatable({count = 0, v = {0, 1, 2, 3, 4, 5}}, Permutations)
        p:permute(6)
        return p.count
    end)
end

local Board = {}
Board.__index = Board

local function filled(n, v)
    local t = {}
    for i = 1, n do t[i] = v end
    return t
end

function Board.new()
    return setmetatable({rows = filled(8, true), maxs = filled(16, true), mins = filled(16, true), queens = filled(8, -1)}, Board)
end

function Board:free(r, c) return self.rows[r] and self.maxs[c + r] and self.mins[c - r + 8] end

function Board:mark(r, c, v)
    self.rows[r] = v
    self.maxs[c + r] = v
    self.mins[c - r + 8] = v
end

function Board:place(c)
    for r = 1, 8 do
        if self:free(r, c) then
            self.queens[r] = c
            self:mark(r, c, false)
            if c == 8 or self:place(c + 1) then return true end
            self:mark(r, c, true)
        end
    end
    return false
end

function P.queens(times)
    repeated("queens", times, true, function()
        local good = true
        for _ = 1, 10 do good = good and Board.new():place(1) end
        return good
    end)
end

function P.sieve(times)
    repeated("sieve", times, 669, function()
        local flags, primes = filled(5000, true), 0
        for i = 2, 5000 do
            if flags[i] then
                primes = primes + 1
                for k = i + i, 5000, i do flags[k] = false end
            end
        end
        return primes
    end)
end

function P.storage(times)
    repeated("storage", times, 5461, function()
        local random, count = generator(), 0
        local function tree(depth)
            count = count + 1
            if depth == 1 then
                return filled(random() % 10 + 1, false)
            end
            local t = {}
            for i = 1, 4 do t[i] = tree(depth - 1) end
            return t
        end
        tree(7)
        return count
    end)
end

local Towers = {}
Towers.__index = Towers

function Towers:push(disk, pile)
    local top = self.piles[pile]
    if top and disk.size >= top.size then error("a larger disk on a smaller one") end
    disk.below = top
    self.piles[pile] = disk
end

function Towers:pop(pile)
    local top = self.piles[pile]
    if not top then error("no disk there") end
    self.piles[pile] = top.below
    top.below = nil
    return top
end

function Towers:move_top(from, to)
    self:push(self:pop(from), to)
    self.moves = self.moves + 1
end

function Towers:move(disks, from, to)
    if disks == 1 then
        self:move_top(from, to)
    else
        local other = 6 - from - to
        self:move(disks - 1, from, other)
        self:move_top(from, to)
        self:move(disks - 1, other, to)
    end
end

function P.towers(times)
    repeated("towers", times, 8191, function()
        local t = setmetatable({piles = {}, moves = 0}, Towers)
        for i = 13, 0, -1 do t:push({size = i}, 1) end
        t:move(13, 1, 2)
        return t.moves
    end)
end

local YEAR, SOLAR = 365.24, 4 * 3.141592653589793 * 3.141592653589793
local Body = {}
Body.__index = Body

local function body(x, y, z, vx, vy, vz, mass)
    return setmetatable({x = x, y = y, z = z, vx = vx * YEAR, vy = vy * YEAR, vz = vz * YEAR, mass = mass * SOLAR}, Body)
end

function Body:offset(px, py, pz)
    self.vx = 0.0 - px / SOLAR
    self.vy = 0.0 - py / SOLAR
    self.vz = 0.0 - pz / SOLAR
end

local System = {}
System.__index = System

function System.new()
    local bodies = {
        body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
        body(4.8414314424647209, -1.16032004402742839, -0.103622044471123109,
            0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609),
        body(8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
            -0.00276742510726862411, 0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812),
        body(12.894369562139131, -15.1111514016986312, -0.223307578892655734,
            0.00296460137564761618, 0.0023784717395948095, -0.0000296589568540237556, 0.0000436624404335156298),
        body(15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
            0.00268067772490389322, 0.00162824170038242295, -0.000095159225451971587, 0.0000515138902046611451),
    }
    local px, py, pz = 0.0, 0.0, 0.0
    for _, b in ipairs(bodies) do
        px, py, pz = px + b.vx * b.mass, py + b.vy * b.mass, pz + b.vz * b.mass
    end
    bodies[1]:offset(px, py, pz)
    return setmetatable({bodies = bodies}, System)
end

function System:advance(dt)
    local bodies = self.bodies
    for i = 1, #bodies do
        local a = bodies[i]
        for j = i + 1, #bodies do
            local b = bodies[j]
            local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            local square = dx * dx + dy * dy + dz * dz
            local mag = dt / (square * sqrt(square))
            a.vx = a.vx - dx * b.mass * mag
            a.vy = a.vy - dy * b.mass * mag
            a.vz = a.vz - dz * b.mass * mag
            b.vx = b.vx + dx * a.mass * mag
            b.vy = b.vy + dy * a.mass * mag
            b.vz = b.vz + dz * a.mass * mag
        end
    end
    for _, b in ipairs(bodies) do
        b.x = b.x + dt * b.vx
        b.y = b.y + dt * b.vy
        b.z = b.z + dt * b.vz
    end
end

function System:energy()
    local e, bodies = 0.0, self.bodies
    for i, a in ipairs(bodies) do
        e = e + 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
        for j = i + 1, #bodies do
            local b = bodies[j]
            local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            e = e - a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
        end
    end
    return e
end

function P.nbody(n)
    local known = {[1] = -0.16907495402506745, [250000] = -0.1690859889909308}
    local energy
    local s = bu.timed(function()
        local system = System.new()
        for _ = 1, n do system:advance(0.01) end
        energy = system:energy()
    end)
    bu.report("awfy_nbody", s, n, energy == known[n], {"energy", energy})
end

-- 1 if the point leaves the circle within fifty steps.
local function escapes(cr, ci)
    local zrzr, zizi, zi = 0.0, 0.0, 0.0
    for _ = 1, 50 do
        local zr = zrzr - zizi + cr
        zi = 2.0 * zr * zi + ci
        zrzr = zr * zr
        zizi = zi * zi
        if zrzr + zizi > 4.0 then return 1 end
    end
    return 0
end

-- Exclusive or of two bytes, in what all versions of Lua have.
local function xor(a, b)
    local out, bit = 0, 1
    while a > 0 or b > 0 do
        if a % 2 ~= b % 2 then out = out + bit end
        a, b, bit = (a - a % 2) / 2, (b - b % 2) / 2, bit * 2
    end
    return out
end

function P.mandelbrot(size)
    local known = {[1] = 128, [500] = 191, [750] = 50}
    local sum, acc, bits = 0, 0, 0
    local s = bu.timed(function()
        for y = 0, size - 1 do
            local ci = 2.0 * y / size - 1.0
            for x = 0, size - 1 do
                acc = acc * 2 + escapes(2.0 * x / size - 1.5, ci)
                bits = bits + 1
                if bits == 8 or x == size - 1 then
                    sum = xor(sum, acc * 2 ^ (8 - bits))
                    acc, bits = 0, 0
                end
            end
        end
    end)
    bu.report("awfy_mandelbrot", s, size * size, sum == known[size])
end

local name, n = arg[1], tonumber(arg[2])
P[name](n)
