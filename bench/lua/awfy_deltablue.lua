-- DeltaBlue: an incremental solver of one-way constraints.
local bu = require("bu")
local REQUIRED, PREFERRED, STRONG_DEFAULT, DEFAULT, WEAKEST = -800, -400, -200, 0, 10000

local function class(base)
    local c = setmetatable({}, {__index = base})
    c.__index = c
    return c
end

local Variable = class()

function Variable.new(value)
    return setmetatable({value = value or 0, constraints = {}, strength = WEAKEST, stay = true, mark = 0}, Variable)
end

function Variable:forget(c)
    for i, x in ipairs(self.constraints) do
        if x == c then
            table.remove(self.constraints, i)
            break
        end
    end
    if self.determined_by == c then self.determined_by = nil end
end

-- A queue whose front can be taken.
local Queue = class()

function Queue.new(...) return setmetatable({first = 1, last = select("#", ...), ...}, Queue) end

function Queue:push(v)
    self.last = self.last + 1
    self[self.last] = v
end

function Queue:shift()
    local v = self[self.first]
    self[self.first] = nil
    self.first = self.first + 1
    return v
end

function Queue:empty() return self.first > self.last end

local Constraint = class()

function Constraint:add()
    self:join()
    self.planner:add(self)
end

function Constraint:destroy()
    if self:is_satisfied() then self.planner:remove(self) end
    self:leave()
end

function Constraint:is_input() return false end

function Constraint:satisfy(mark)
    self:choose(mark)
    if not self:is_satisfied() then
        if self.strength == REQUIRED then error("a required constraint cannot hold") end
        return nil
    end
    self:mark_inputs(mark)
    local out = self:output()
    local other = out.determined_by
    if other then other:unsatisfy() end
    out.determined_by = self
    if not self.planner:propagate(self, mark) then error("a cycle") end
    out.mark = mark
    return other
end

local Unary = class(Constraint)

function Unary.make(kind, target, strength, planner)
    return setmetatable({target = target, strength = strength, planner = planner, satisfied = false}, kind)
end

function Unary:join()
    local cs = self.target.constraints
    cs[#cs + 1] = self
    self.satisfied = false
end

function Unary:leave()
    self.target:forget(self)
    self.satisfied = false
end

function Unary:is_satisfied() return self.satisfied end
function Unary:choose(mark) self.satisfied = self.target.mark ~= mark and self.strength < self.target.strength end
function Unary:mark_inputs() end
function Unary:inputs_known() return true end
function Unary:unsatisfy() self.satisfied = false end
function Unary:output() return self.target end

function Unary:recalculate()
    self.target.strength = self.strength
    self.target.stay = not self:is_input()
end

function Unary:execute() end

local Stay, Edit = class(Unary), class(Unary)
function Edit:is_input() return true end

local Binary = class(Constraint)

function Binary:join()
    local a, b = self.a.constraints, self.b.constraints
    a[#a + 1] = self
    b[#b + 1] = self
    self.way = nil
end

function Binary:leave()
    self.a:forget(self)
    self.b:forget(self)
    self.way = nil
end

function Binary:is_satisfied() return self.way ~= nil end
function Binary:unsatisfy() self.way = nil end
function Binary:output() return self.way == "forward" and self.b or self.a end
function Binary:input() return self.way == "forward" and self.a or self.b end
function Binary:mark_inputs(mark) self:input().mark = mark end

function Binary:inputs_known(mark)
    local v = self:input()
    return v.mark == mark or v.stay or not v.determined_by
end

function Binary:choose(mark)
    local a, b, s = self.a, self.b, self.strength
    local way
    if a.mark == mark then
        if b.mark ~= mark and s < b.strength then way = "forward" end
    elseif b.mark == mark then
        if a.mark ~= mark and s < a.strength then way = "backward" end
    elseif a.strength > b.strength then
        if s < a.strength then way = "backward" end
    elseif s < b.strength then
        way = "forward"
    end
    self.way = way
end

function Binary:recalculate()
    local from, out = self:input(), self:output()
    out.strength = math.max(self.strength, from.strength)
    out.stay = from.stay
    if out.stay then self:execute() end
end

local Equality = class(Binary)
function Equality:execute() self:output().value = self:input().value end

local Scale = class(Binary)

function Scale:join()
    Binary.join(self)
    local s, o = self.scale.constraints, self.offset.constraints
    s[#s + 1] = self
    o[#o + 1] = self
end

function Scale:leave()
    Binary.leave(self)
    self.scale:forget(self)
    self.offset:forget(self)
end

function Scale:mark_inputs(mark)
    Binary.mark_inputs(self, mark)
    self.scale.mark = mark
    self.offset.mark = mark
end

function Scale:execute()
    if self.way == "forward" then
        self.b.value = self.a.value * self.scale.value + self.offset.value
    else
        self.a.value = (self.b.value - self.offset.value) / self.scale.value
    end
end

function Scale:recalculate()
    local from, out = self:input(), self:output()
    out.strength = math.max(self.strength, from.strength)
    out.stay = from.stay and self.scale.stay and self.offset.stay
    if out.stay then self:execute() end
end

local Planner = class()

function Planner:new_mark()
    self.mark = self.mark + 1
    return self.mark - 1
end

function Planner:add(c)
    local mark = self:new_mark()
    local other = c:satisfy(mark)
    while other do other = other:satisfy(mark) end
end

function Planner:remove(c)
    local out = c:output()
    c:unsatisfy()
    c:leave()
    for _, u in ipairs(self:remove_from(out)) do self:add(u) end
end

function Planner:remove_from(out)
    local lost, todo = {}, Queue.new(out)
    out.determined_by = nil
    out.strength = WEAKEST
    out.stay = true
    while not todo:empty() do
        local v = todo:shift()
        for _, c in ipairs(v.constraints) do
            if not c:is_satisfied() then lost[#lost + 1] = c end
        end
        for _, c in ipairs(v.constraints) do
            if c ~= v.determined_by and c:is_satisfied() then
                c:recalculate()
                todo:push(c:output())
            end
        end
    end
    table.sort(lost, function(x, y) return x.strength < y.strength end)
    return lost
end

function Planner:consuming(v, todo)
    local by = v.determined_by
    for _, c in ipairs(v.constraints) do
        if c ~= by and c:is_satisfied() then todo:push(c) end
    end
end

function Planner:propagate(c, mark)
    local todo = Queue.new(c)
    while not todo:empty() do
        local d = todo:shift()
        if d:output().mark == mark then
            self:remove(c)
            return false
        end
        d:recalculate()
        self:consuming(d:output(), todo)
    end
    return true
end

function Planner:plan(edit)
    local todo, mark, plan = Queue.new(), self:new_mark(), {}
    if edit:is_input() and edit:is_satisfied() then todo:push(edit) end
    while not todo:empty() do
        local c = todo:shift()
        if c:output().mark ~= mark and c:inputs_known(mark) then
            plan[#plan + 1] = c
            c:output().mark = mark
            self:consuming(c:output(), todo)
        end
    end
    return plan
end

local function run(plan)
    for _, c in ipairs(plan) do c:execute() end
end

function Planner:change(v, value)
    local edit = Unary.make(Edit, v, PREFERRED, self)
    edit:add()
    local plan = self:plan(edit)
    for _ = 1, 10 do
        v.value = value
        run(plan)
    end
    edit:destroy()
end

local function chain(n)
    local planner, vars, good = setmetatable({mark = 1}, Planner), {}, true
    for i = 0, n do vars[i] = Variable.new() end
    for i = 0, n - 1 do
        setmetatable({a = vars[i], b = vars[i + 1], strength = REQUIRED, planner = planner}, Equality):add()
    end
    Unary.make(Stay, vars[n], STRONG_DEFAULT, planner):add()
    local edit = Unary.make(Edit, vars[0], PREFERRED, planner)
    edit:add()
    local plan = planner:plan(edit)
    for v = 1, 100 do
        vars[0].value = v
        run(plan)
        good = good and vars[n].value == v
    end
    edit:destroy()
    return good
end

local function projection(n)
    local planner = setmetatable({mark = 1}, Planner)
    local scale, offset, targets, a, b = Variable.new(10), Variable.new(1000), {}, nil, nil
    for i = 1, n do
        a, b = Variable.new(i), Variable.new(i)
        targets[i] = b
        Unary.make(Stay, a, DEFAULT, planner):add()
        setmetatable({a = a, b = b, scale = scale, offset = offset, strength = REQUIRED, planner = planner}, Scale):add()
    end
    local function all(by)
        for i = 1, n - 1 do
            if targets[i].value ~= i * 5 + by then return false end
        end
        return true
    end
    planner:change(a, 17)
    local good = b.value == 1170
    planner:change(b, 1050)
    good = good and a.value == 5
    planner:change(scale, 5)
    good = good and all(1000)
    planner:change(offset, 2000)
    return good and all(2000)
end

return function(n)
    local good
    local s = bu.timed(function()
        good = chain(n)
        good = projection(n) and good
    end)
    bu.report("awfy_deltablue", s, n, good)
end
