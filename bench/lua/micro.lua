-- Small things that programs do all the time, N times each: lua5.4 micro.lua WHAT N.
local bu = require("bu")

local function class(defaults, area)
    local c = {area = area}
    c.__index = c
    function c.new(given)
        local o = {}
        for k, v in pairs(defaults) do o[k] = v end
        if given then for k, v in pairs(given) do o[k] = v end end
        return setmetatable(o, c)
    end
    return c
end

local Circle = class({r = 1}, function(s) return 3 * s.r end)
local Square = class({side = 2}, function(s) return s.side * s.side end)
local Flat = class({}, function() return 0 end)
local Oblong = class({w = 2, h = 3}, function(s) return s.w * s.h end)

local Point = {}
Point.__index = Point
function Point.new(given)
    return setmetatable({x = given.x or 0, y = given.y or 0, z = given.z or 0}, Point)
end

local words = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
               "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon"}

-- A chain of comparisons, as Lua has no other choice by value; `form` is what stands in each of them.
local function chain(head, form, values)
    local t = {"return function(v) " .. head}
    for i, v in ipairs(values) do t[#t + 1] = form:format(i > 1 and "else" or "", v, i) end
    t[#t + 1] = " end end"
    return (loadstring or load)(table.concat(t))()
end
local numbers = {}
for i = 1, 20 do numbers[i] = i - 1 end
local of_word = chain("", "%sif v == %q then return %d ", words)
local of_number = chain("", "%sif v == %d then return %d ", numbers)
local of_message = chain("local w = v[1] ", "%sif w == %q and #v == 2 then return v[2] + %d ", words)

local function sum_of(n, list, f)
    local sum = 0
    for _ = 1, n // 20 do
        for _, x in ipairs(list) do sum = sum + f(x) end
    end
    return sum
end

local function list_of(n)
    local t = {}
    for i = 1, n do t[i] = i - 1 end
    return t
end

local P = {}

function P.given_str(n) return sum_of(n, words, of_word) == n // 20 * 210 end
function P.given_int(n) return sum_of(n, numbers, of_number) == n // 20 * 210 end
function P.given_tag(n)
    local messages = {}
    for i, w in ipairs(words) do messages[i] = {w, 0} end
    return sum_of(n, messages, of_message) == n // 20 * 210
end

function P.mixed(n)
    local shapes = {Circle.new(), Square.new(), Flat.new(), Oblong.new()}
    local sum = 0
    for _ = 1, n // 4 do
        for _, s in ipairs(shapes) do sum = sum + s:area() end
    end
    return sum == n // 4 * 13
end

function P.new_named(n)
    local sum = 0
    for i = 0, n - 1 do sum = sum + Point.new({x = i, z = 1}).z end
    return sum == n
end

local function each(list, f)
    for i = 1, #list do f(list[i]) end
end
local function map(list, f)
    local t = {}
    for i = 1, #list do t[i] = f(list[i]) end
    return t
end

function P.each(n)
    local list, sum = list_of(1000), 0
    for _ = 1, n // 1000 do each(list, function(x) sum = sum + x end) end
    return sum == n // 1000 * 499500
end

function P.map(n)
    local list, sum = list_of(1000), 0
    for _ = 1, n // 1000 do sum = sum + map(list, function(x) return x + 1 end)[1000] end
    return sum == n
end

function P.closure(n)
    local sum = 0
    for i = 0, n - 1 do
        local f = function(x) return x + i end
        sum = sum + f(-i + 1)
    end
    return sum == n
end

function P.array_get(n)
    local list, sum = list_of(1000), 0
    for _ = 1, n // 1000 do
        for i = 1, 1000 do sum = sum + list[i] end
    end
    return sum == n // 1000 * 499500
end

function P.map_get(n)
    local counts = {}
    for _, w in ipairs(words) do counts[w] = 1 end
    return sum_of(n, words, function(w) return counts[w] end) == n
end

-- Keys from 0 up, but put in downwards, so that they stand in the hash part, as in a map.
function P.map_num(n)
    local counts, sum = {}, 0
    for i = 999, 0, -1 do counts[i] = i end
    for _ = 1, n // 1000 do
        for i = 0, 999 do sum = sum + counts[i] end
    end
    return sum == n // 1000 * 499500
end

function P.map_count(n)
    local counts = {}
    for _, w in ipairs(words) do counts[w] = 0 end
    for _ = 1, n // 20 do
        for _, w in ipairs(words) do counts[w] = counts[w] + 1 end
    end
    return counts.tau == n // 20
end

local what, n = arg[1], tonumber(arg[2])
local good
local s = bu.timed(function() good = P[what](n) end)
bu.report("micro_" .. what, s, n, good)
