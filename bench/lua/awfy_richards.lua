-- Richards: a scheduler with six tasks that hand packets to each other.
local bu = require("bu")
local IDLER, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = 1, 2, 3, 4, 5, 6
local DEVICE_PACKET, WORK_PACKET = 0, 1
local floor = math.floor

local function append(packet, queue)
    packet.link = nil
    if not queue then return packet end
    local last = queue
    while last.link do last = last.link end
    last.link = packet
    return queue
end

local Task = {}
Task.__index = Task

function Task:stopped() return self.holding or (not self.pending and self.waiting) end

function Task:add_input(packet, old)
    if self.input then
        append(packet, self.input)
    else
        self.input = packet
        self.pending = true
        if self.priority > old.priority then return self end
    end
    return old
end

function Task:run()
    local packet
    if self.pending and self.waiting and not self.holding then
        packet = self.input
        self.input = packet.link
        self.waiting = false
        self.pending = self.input ~= nil
    end
    return self:work(packet)
end

local function subclass()
    local class = setmetatable({}, {__index = Task})
    class.__index = class
    return class
end

-- Exclusive or of two numbers below 65536.
local xor
if _VERSION >= "Lua 5.3" then
    xor = load("return function(a, b) return a ~ b end")()
else
    xor = require("bit").bxor
end

local Idler, Worker, Handler, Device = subclass(), subclass(), subclass(), subclass()

function Idler:setup() self.control, self.count = 1, 10000 end

function Idler:work()
    self.count = self.count - 1
    if self.count == 0 then return self.system:hold_self() end
    if self.control % 2 == 0 then
        self.control = floor(self.control / 2)
        return self.system:release(DEVICE_A)
    end
    self.control = xor(floor((self.control - 1) / 2), 53256)
    return self.system:release(DEVICE_B)
end

function Worker:setup() self.destination, self.count = HANDLER_A, 0 end

function Worker:work(packet)
    if not packet then return self.system:wait() end
    self.destination = self.destination == HANDLER_A and HANDLER_B or HANDLER_A
    packet.identity = self.destination
    packet.datum = 1
    local data = packet.data
    for i = 1, 4 do
        self.count = self.count + 1
        if self.count > 26 then self.count = 1 end
        data[i] = 65 + self.count - 1
    end
    return self.system:queue_packet(packet)
end

function Handler:setup() end

function Handler:work(packet)
    if packet then
        if packet.kind == WORK_PACKET then
            self.works = append(packet, self.works)
        else
            self.devices = append(packet, self.devices)
        end
    end
    local job = self.works
    if not job then return self.system:wait() end
    local count = job.datum
    if count > 4 then
        self.works = job.link
        return self.system:queue_packet(job)
    end
    local device = self.devices
    if not device then return self.system:wait() end
    self.devices = device.link
    device.datum = job.data[count]
    job.datum = count + 1
    return self.system:queue_packet(device)
end

function Device:setup() end

function Device:work(packet)
    if packet then
        self.kept = packet
        return self.system:hold_self()
    elseif self.kept then
        local p = self.kept
        self.kept = nil
        return self.system:queue_packet(p)
    end
    return self.system:wait()
end

local System = {}
System.__index = System

function System:add(class, identity, priority, queue, waiting)
    local task = setmetatable({link = self.tasks, identity = identity, priority = priority, input = queue, system = self,
        waiting = waiting, pending = queue ~= nil, holding = false}, class)
    task:setup()
    self.tasks = task
    self.table[identity] = task
end

function System:schedule()
    self.current = self.tasks
    while self.current do
        if self.current:stopped() then
            self.current = self.current.link
        else
            self.current = self.current:run()
        end
    end
end

function System:hold_self()
    self.held = self.held + 1
    self.current.holding = true
    return self.current.link
end

function System:wait()
    self.current.waiting = true
    return self.current
end

function System:release(identity)
    local task = self.table[identity]
    task.holding = false
    if task.priority > self.current.priority then return task end
    return self.current
end

function System:queue_packet(packet)
    local task = self.table[packet.identity]
    self.queued = self.queued + 1
    packet.link = nil
    packet.identity = self.current.identity
    return task:add_input(packet, self.current)
end

local function packets(count, identity, kind)
    local queue
    for _ = 1, count do
        queue = {link = queue, identity = identity, kind = kind, datum = 1, data = {0, 0, 0, 0}}
    end
    return queue
end

return function(times)
    local good = true
    local s = bu.timed(function()
        for _ = 1, times do
            local system = setmetatable({table = {}, queued = 0, held = 0}, System)
            system:add(Idler, IDLER, 0, nil, false)
            system:add(Worker, WORKER, 1000, packets(2, WORKER, WORK_PACKET), true)
            system:add(Handler, HANDLER_A, 2000, packets(3, DEVICE_A, DEVICE_PACKET), true)
            system:add(Handler, HANDLER_B, 3000, packets(3, DEVICE_B, DEVICE_PACKET), true)
            system:add(Device, DEVICE_A, 4000, nil, true)
            system:add(Device, DEVICE_B, 5000, nil, true)
            system:schedule()
            good = good and system.queued == 23246 and system.held == 9297
        end
    end)
    bu.report("awfy_richards", s, times, good)
end
