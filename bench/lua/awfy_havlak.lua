-- Havlak's recognition of loops in a large flow graph.
local bu = require("bu")

local Graph = {}
Graph.__index = Graph

function Graph:node(name)
    local b = self.blocks[name]
    if not b then
        b = {name = name, ins = {}, outs = {}}
        self.blocks[name] = b
        self.size = self.size + 1
        if self.size == 1 then self.start = b end
    end
    return b
end

function Graph:connect(from, to)
    local a, b = self:node(from), self:node(to)
    a.outs[#a.outs + 1] = b
    b.ins[#b.ins + 1] = a
    self.edges[#self.edges + 1] = {a, b}
end

function Graph:straight(from, n)
    for i = 0, n - 1 do self:connect(from + i, from + i + 1) end
    return from + n
end

function Graph:diamond(from)
    self:connect(from, from + 1)
    self:connect(from, from + 2)
    self:connect(from + 1, from + 3)
    self:connect(from + 2, from + 3)
    return from + 3
end

function Graph:base_loop(from)
    local header = self:straight(from, 1)
    local first = self:diamond(header)
    local middle = self:straight(first, 1)
    local second = self:diamond(middle)
    local footer = self:straight(second, 1)
    self:connect(second, middle)
    self:connect(first, header)
    self:connect(footer, from)
    return self:straight(footer, 1)
end

local Loop = {}
Loop.__index = Loop

function Loop.new(header, reducible, counter)
    return setmetatable({header = header, reducible = reducible, counter = counter, root = false, nesting = 0, depth = 0,
        blocks = {header}, children = {}, known = {}}, Loop)
end

function Loop:put_under(above)
    self.parent = above
    if not above.known[self] then
        above.known[self] = true
        above.children[#above.children + 1] = self
    end
end

local Loops = {}
Loops.__index = Loops

function Loops.new()
    local root = Loop.new(nil, true, 0)
    root.root = true
    return setmetatable({all = {root}}, Loops)
end

function Loops:make(header, reducible)
    local l = Loop.new(header, reducible, #self.all)
    self.all[#self.all + 1] = l
    return l
end

function Loops:nest()
    for _, l in ipairs(self.all) do
        if not l.root and not l.parent then l:put_under(self.all[1]) end
    end
    self:nest_below(self.all[1], 0)
end

function Loops:nest_below(l, depth)
    l.depth = depth
    for _, c in ipairs(l.children) do
        self:nest_below(c, depth + 1)
        l.nesting = math.max(l.nesting, 1 + c.nesting)
        if l.nesting == 0 then l.root = true end
    end
end

local Union = {}
Union.__index = Union

function Union:find()
    local passed, node = {}, self
    while node ~= node.parent do
        if node.parent ~= node.parent.parent then passed[#passed + 1] = node end
        node = node.parent
    end
    for _, p in ipairs(passed) do p.parent = self.parent end
    return node
end

local Finder = {}
Finder.__index = Finder

function Finder:visit(block, at)
    local n = self.nodes[at]
    n.parent, n.block, n.number = n, block, at
    self.number[block.name] = at
    local last = at
    for _, b in ipairs(block.outs) do
        if not self.number[b.name] then last = self:visit(b, last + 1) end
    end
    self.last[at] = last
    return last
end

function Finder:ancestor(w, v) return w <= v and v <= self.last[w] end

local function add(set, v)
    if not set.has[v] then
        set.has[v] = true
        set[#set + 1] = v
    end
end

function Finder:sort_edges()
    for w = 1, self.size do
        local block = self.nodes[w].block
        if block then
            for _, b in ipairs(block.ins) do
                local v = self.number[b.name]
                if v then
                    if self:ancestor(w, v) then
                        local back = self.back[w]
                        back[#back + 1] = v
                    else
                        add(self.others[w], v)
                    end
                end
            end
        else
            self.kind[w] = "dead"
        end
    end
end

function Finder:find()
    local n = self.graph.size
    self.size, self.nodes, self.back, self.others = n, {}, {}, {}
    self.last, self.header, self.kind, self.number = {}, {}, {}, {}
    for i = 1, n do
        self.nodes[i] = setmetatable({}, Union)
        self.back[i] = {}
        self.others[i] = {has = {}}
        self.last[i], self.header[i], self.kind[i] = 0, 0, "plain"
    end
    self:visit(self.graph.start, 1)
    self:sort_edges()
    for w = n, 1, -1 do self:loop_at(w) end
end

function Finder:loop_at(w)
    local pool, block = {}, self.nodes[w].block
    if block then
        for _, v in ipairs(self.back[w]) do
            if v == w then
                self.kind[w] = "self"
            else
                pool[#pool + 1] = self.nodes[v]:find()
            end
        end
        if #pool > 0 then self.kind[w] = "reducible" end
        self:chase(w, pool)
    end
    if #pool > 0 or self.kind[w] == "self" then
        self:close(w, pool, self.loops:make(block, self.kind[w] ~= "irreducible"))
    end
end

local function has(pool, y)
    for _, p in ipairs(pool) do
        if p == y then return true end
    end
    return false
end

-- The pool is also the list of what is to be done: what is added to one would be added to the other.
function Finder:chase(w, pool)
    local at = 1
    while at <= #pool do
        local others = self.others[pool[at].number]
        at = at + 1
        for _, v in ipairs(others) do
            local y = self.nodes[v]:find()
            if not self:ancestor(w, y.number) then
                self.kind[w] = "irreducible"
                add(self.others[w], y.number)
            elseif y.number ~= w and not has(pool, y) then
                pool[#pool + 1] = y
            end
        end
    end
end

function Finder:close(w, pool, loop)
    self.nodes[w].inside = loop
    for _, n in ipairs(pool) do
        self.header[n.number] = w
        n.parent = self.nodes[w]
        if n.inside then
            n.inside:put_under(loop)
        else
            loop.blocks[#loop.blocks + 1] = n.block
        end
    end
end

local function recognise(graph, loops) setmetatable({graph = graph, loops = loops}, Finder):find() end

local function enlarge(g)
    local n = 3
    for _ = 1, 10 do
        g:node(n + 1)
        g:connect(3, n + 1)
        n = n + 1
        for _ = 1, 10 do
            local top = n
            n = g:straight(n, 1)
            for _ = 1, 5 do n = g:base_loop(n) end
            local bottom = g:straight(n, 1)
            g:connect(n, top)
            n = bottom
        end
        g:connect(n, 1)
    end
end

return function(dummies)
    local known = {[1] = 1605, [15] = 1647, [150] = 2052, [1500] = 6102, [15000] = 46602}
    local g = setmetatable({blocks = {}, size = 0, edges = {}}, Graph)
    local loops = Loops.new()
    local s = bu.timed(function()
        g:node(1)
        g:base_loop(1)
        g:node(2)
        g:connect(1, 3)
        for _ = 1, dummies do recognise(g, loops) end
        enlarge(g)
        recognise(g, loops)
        for _ = 1, 51 do recognise(g, Loops.new()) end
        loops:nest()
    end)
    bu.report("awfy_havlak", s, 1, #loops.all == known[dummies] and g.size == 5213, {"loops", #loops.all, "blocks", g.size})
end
