-- Collisions of aircraft, with motions drawn on a grid of voxels in red-black trees.
local bu = require("bu")
local LOW, HIGH, TOP, RADIUS, VOXEL = 0.0, 1000.0, 10.0, 1.0, 2.0
local floor, sqrt = math.floor, math.sqrt

local function compare(a, b)
    if a == b then return 0 end
    return a < b and -1 or 1
end

local Vec2 = {}
Vec2.__index = Vec2
local function vec2(x, y) return setmetatable({x = x, y = y}, Vec2) end
function Vec2:moved(dx, dy) return vec2(self.x + dx, self.y + dy) end

function Vec2:compare(o)
    local c = compare(self.x, o.x)
    if c == 0 then return compare(self.y, o.y) end
    return c
end

local Vec3 = {}
Vec3.__index = Vec3
local function vec3(x, y, z) return setmetatable({x = x, y = y, z = z}, Vec3) end
function Vec3:plus(o) return vec3(self.x + o.x, self.y + o.y, self.z + o.z) end
function Vec3:minus(o) return vec3(self.x - o.x, self.y - o.y, self.z - o.z) end
function Vec3:times(k) return vec3(self.x * k, self.y * k, self.z * k) end
function Vec3:dot(o) return self.x * o.x + self.y * o.y + self.z * o.z end
function Vec3:square() return self.x * self.x + self.y * self.y + self.z * self.z end

local CallSign = {}
CallSign.__index = CallSign
function CallSign:compare(o) return compare(self.value, o.value) end

local Node = {}
Node.__index = Node

function Node:least()
    local x = self
    while x.left do x = x.left end
    return x
end

function Node:successor()
    if self.right then return self.right:least() end
    local x, y = self, self.parent
    while y and x == y.right do
        x, y = y, y.parent
    end
    return y
end

local Tree = {}
Tree.__index = Tree
local function tree() return setmetatable({}, Tree) end

function Tree:find(key)
    local x = self.root
    while x do
        local c = key:compare(x.key)
        if c == 0 then return x end
        if c < 0 then x = x.left else x = x.right end
    end
end

function Tree:get(key)
    local n = self:find(key)
    return n and n.value
end

function Tree:put(key, value)
    local y, x, c = nil, self.root, 0
    while x do
        y = x
        c = key:compare(x.key)
        if c == 0 then
            local old = x.value
            x.value = value
            return old
        end
        if c < 0 then x = x.left else x = x.right end
    end
    local z = setmetatable({key = key, value = value, parent = y, red = true}, Node)
    if not y then
        self.root = z
    elseif c < 0 then
        y.left = z
    else
        y.right = z
    end
    self:balance(z)
end

function Tree:balance(x)
    while x ~= self.root and x.parent.red do
        local p = x.parent
        local g = p.parent
        local left = p == g.left
        local uncle
        if left then uncle = g.right else uncle = g.left end
        if uncle and uncle.red then
            p.red = false
            uncle.red = false
            g.red = true
            x = g
        else
            if left and x == p.right then
                x = p
                self:turn_left(x)
            elseif not left and x == p.left then
                x = p
                self:turn_right(x)
            end
            x.parent.red = false
            x.parent.parent.red = true
            if left then self:turn_right(x.parent.parent) else self:turn_left(x.parent.parent) end
        end
    end
    self.root.red = false
end

function Tree:each_node(f)
    local x = self.root and self.root:least()
    while x do
        f(x)
        x = x:successor()
    end
end

function Tree:replace(old, new)
    local p = old.parent
    if not p then
        self.root = new
    elseif p.left == old then
        p.left = new
    else
        p.right = new
    end
end

function Tree:turn_left(x)
    local y = x.right
    x.right = y.left
    if y.left then y.left.parent = x end
    y.parent = x.parent
    self:replace(x, y)
    y.left = x
    x.parent = y
end

function Tree:turn_right(y)
    local x = y.left
    y.left = x.right
    if x.right then x.right.parent = y end
    x.parent = y.parent
    self:replace(y, x)
    x.right = y
    y.parent = x
end

function Tree:remove(key)
    local z = self:find(key)
    if not z then return nil end
    local y = z
    if z.left and z.right then y = z:successor() end
    local x, p = y.left or y.right, y.parent
    if x then x.parent = p end
    self:replace(y, x)
    if y ~= z then
        if not y.red then self:repair(x, p) end
        y.parent, y.red, y.left, y.right = z.parent, z.red, z.left, z.right
        if y.left then y.left.parent = y end
        if y.right then y.right.parent = y end
        self:replace(z, y)
    elseif not y.red then
        self:repair(x, p)
    end
    return z.value
end

function Tree:repair(x, p)
    while x ~= self.root and not (x and x.red) do
        local left = x == p.left
        local function turn(at, towards_left)
            if towards_left then self:turn_left(at) else self:turn_right(at) end
        end
        local function sibling()
            if left then return p.right end
            return p.left
        end
        local w = sibling()
        if w.red then
            w.red = false
            p.red = true
            turn(p, left)
            w = sibling()
        end
        local near, far = w.left, w.right
        if not left then near, far = far, near end
        if not (near and near.red) and not (far and far.red) then
            w.red = true
            x = p
            p = x.parent
        else
            if not (far and far.red) then
                near.red = false
                w.red = true
                turn(w, not left)
                w = sibling()
                if left then far = w.right else far = w.left end
            end
            w.red = p.red
            p.red = false
            if far then far.red = false end
            turn(p, left)
            x = self.root
        end
    end
    if x then x.red = false end
end

-- Whether the interval between a and b has a part in the frame.
local function touches(a, b) return (a <= 1.0 and 1.0 <= b) or (a <= 0.0 and 0.0 <= b) or (0.0 <= a and b <= 1.0) end

local function meets(m, o)
    local from = m.from
    local v1, v2 = m.to:minus(from), o.to:minus(o.from)
    local a = v2:minus(v1):square()
    if a == 0.0 then
        if sqrt(o.from:minus(from):square()) > RADIUS then return nil end
        return from:plus(o.from):times(0.5)
    end
    local b = 2.0 * from:minus(o.from):dot(v1:minus(v2))
    local c = -RADIUS * RADIUS + o.from:minus(from):square()
    local d = b * b - 4.0 * a * c
    if d < 0.0 then return nil end
    local t1, t2 = (-b - sqrt(d)) / (2.0 * a), (-b + sqrt(d)) / (2.0 * a)
    if not (t1 <= t2 and touches(t1, t2)) then return nil end
    local t = t1 <= 0.0 and 0.0 or t1
    local p = from:plus(v1:times(t)):plus(o.from:plus(v2:times(t))):times(0.5)
    if LOW <= p.x and p.x <= HIGH and LOW <= p.y and p.y <= HIGH and LOW <= p.z and p.z <= TOP then return p end
end

local function is_in(v, m)
    if v.x > HIGH or v.x < LOW or v.y > HIGH or v.y < LOW then return false end
    local r, x0, y0 = RADIUS / 2.0, m.from.x, m.from.y
    local dx, dy = m.to.x - x0, m.to.y - y0
    local low_x, high_x = (v.x - r - x0) / dx, (v.x + VOXEL + r - x0) / dx
    if dx < 0.0 then low_x, high_x = high_x, low_x end
    local low_y, high_y = (v.y - r - y0) / dy, (v.y + VOXEL + r - y0) / dy
    if dy < 0.0 then low_y, high_y = high_y, low_y end
    return ((dx == 0.0 and v.x <= x0 + r and x0 - r <= v.x + VOXEL) or touches(low_x, high_x))
        and ((dy == 0.0 and v.y <= y0 + r and y0 - r <= v.y + VOXEL) or touches(low_y, high_y))
        and (dx == 0.0 or dy == 0.0 or (low_y <= high_x and high_x <= high_y) or (low_y <= low_x and low_x <= high_y)
            or (low_x <= low_y and high_y <= high_x))
end

local function draw(map, seen, v, m)
    if not is_in(v, m) or seen:put(v, true) then return end
    local there = map:get(v)
    if there then
        there[#there + 1] = m
    else
        map:put(v, {m})
    end
    draw(map, seen, v:moved(-VOXEL, 0.0), m)
    draw(map, seen, v:moved(VOXEL, 0.0), m)
    draw(map, seen, v:moved(0.0, -VOXEL), m)
    draw(map, seen, v:moved(0.0, VOXEL), m)
    draw(map, seen, v:moved(-VOXEL, -VOXEL), m)
    draw(map, seen, v:moved(-VOXEL, VOXEL), m)
    draw(map, seen, v:moved(VOXEL, -VOXEL), m)
    draw(map, seen, v:moved(VOXEL, VOXEL), m)
end

local function corner(x)
    local c = VOXEL * floor(x / VOXEL)
    if x < 0 then return c - VOXEL end
    return c
end

local function collisions(motions)
    local map, count = tree(), 0
    for _, m in ipairs(motions) do draw(map, tree(), vec2(corner(m.from.x), corner(m.from.y)), m) end
    map:each_node(function(n)
        local near = n.value
        for i = 1, #near do
            for j = i + 1, #near do
                if meets(near[i], near[j]) then count = count + 1 end
            end
        end
    end)
    return count
end

local function frame(places, planes)
    local seen, motions, gone = tree(), {}, {}
    for i, p in ipairs(planes) do
        local old = places:put(p.sign, p.at)
        seen:put(p.sign, true)
        motions[i] = {sign = p.sign, from = old or p.at, to = p.at}
    end
    places:each_node(function(n)
        if not seen:get(n.key) then gone[#gone + 1] = n.key end
    end)
    for _, sign in ipairs(gone) do places:remove(sign) end
    return collisions(motions)
end

return function(n)
    local known = {[2] = 42, [10] = 390, [100] = 4305, [200] = 8655, [250] = 10830, [500] = 14484, [1000] = 14484}
    local count = 0
    local s = bu.timed(function()
        local signs, places = {}, tree()
        for i = 0, n - 1 do signs[i] = setmetatable({value = i}, CallSign) end
        for k = 0, 199 do
            local time, planes = k / 10.0, {}
            for i = 0, n - 1, 2 do
                planes[#planes + 1] = {sign = signs[i], at = vec3(time, math.cos(time) * 2 + i * 3, 10.0)}
                planes[#planes + 1] = {sign = signs[i + 1], at = vec3(time, math.sin(time) * 2 + i * 3, 10.0)}
            end
            count = count + frame(places, planes)
        end
    end)
    bu.report("awfy_cd", s, n, count == known[n], {"collisions", count})
end
