-- A JSON parser in Lua, on a document of 156 operations.
local bu = require("bu")

local Parser = {}
Parser.__index = Parser

function Parser:step()
    self.at = self.at + 1
    self.current = self.chars[self.at]
end

function Parser:skip()
    while self.current == " " or self.current == "\n" or self.current == "\t" or self.current == "\r" do self:step() end
end

function Parser:expect(c)
    if self.current ~= c then error("expected " .. c .. " at " .. self.at) end
    self:step()
end

function Parser:accepts(c)
    if self.current ~= c then return false end
    self:step()
    return true
end

function Parser:document()
    self:skip()
    local v = self:value()
    self:skip()
    if self.current then error("more text at " .. self.at) end
    return v
end

function Parser:value()
    local c = self.current
    if c == "{" then return self:object() end
    if c == "[" then return self:array() end
    if c == '"' then return self:string() end
    if c == "t" then return self:word("true", true) end
    if c == "f" then return self:word("false", false) end
    if c == "n" then return self:word("null", nil) end
    return self:number()
end

function Parser:word(name, v)
    for i = 1, #name do self:expect(name:sub(i, i)) end
    return v
end

function Parser:array()
    self:step()
    self:skip()
    local out, n = {}, 0
    if self:accepts("]") then return out end
    repeat
        self:skip()
        n = n + 1
        out[n] = self:value()
        self:skip()
    until not self:accepts(",")
    self:expect("]")
    return out
end

function Parser:object()
    self:step()
    self:skip()
    local out = {}
    if self:accepts("}") then return out end
    repeat
        self:skip()
        local name = self:string()
        self:skip()
        self:expect(":")
        self:skip()
        out[name] = self:value()
        self:skip()
    until not self:accepts(",")
    self:expect("}")
    return out
end

function Parser:string()
    self:expect('"')
    local out, start = "", self.at
    while self.current ~= '"' do
        if not self.current then error("the text ends in a string") end
        if self.current == "\\" then
            out = out .. self.text:sub(start, self.at - 1)
            self:step()
            out = out .. self:escaped()
            start = self.at
        else
            self:step()
        end
    end
    out = out .. self.text:sub(start, self.at - 1)
    self:step()
    return out
end

local escapes = {['"'] = '"', ["\\"] = "\\", ["/"] = "/", n = "\n", t = "\t", r = "\r"}

function Parser:escaped()
    local c = escapes[self.current] or error("an unknown escape at " .. self.at)
    self:step()
    return c
end

function Parser:number()
    local start = self.at
    self:accepts("-")
    self:digits()
    if self:accepts(".") then self:digits() end
    if self:accepts("e") or self:accepts("E") then
        if not self:accepts("-") then self:accepts("+") end
        self:digits()
    end
    return tonumber(self.text:sub(start, self.at - 1))
end

function Parser:is_digit() return self.current and "0" <= self.current and self.current <= "9" end

function Parser:digits()
    if not self:is_digit() then error("a digit is missing at " .. self.at) end
    while self:is_digit() do self:step() end
end

local function operation(i)
    local name = "w" .. (i + 50)
    local kind = i % 4
    if kind == 0 then
        return ('["create","%s","ui.GridItem",{"parent":"w99","index":%d,"texts":["%d","El","Element %d","Kind","%d","%d"],"cellBackgrounds":[null,null,null,[138,226,52,255],null,null]}]')
            :format(name, i, i, i, i % 18, i % 7)
    elseif kind == 1 then
        return ('["set","%s",{"bounds":[10,%d,988,402],"children":["w%d","w%d"],"tabIndex":-1,"visible":true}]'):format(name, i, i, i + 1)
    elseif kind == 2 then
        return ('["listen","%s",{"Selection":true,"DefaultSelection":false}]'):format(name)
    end
    return ('["create","%s","ui.Label",{"parent":"w97","style":["WRAP"],"font":[["Verdana","Arial"],10.5,false,false],"text":"Shortcuts: [CTRL+F] - Filter\\n | Sort by: [CTRL+R]"}]')
        :format(name)
end

return function(times)
    local parts = {}
    for i = 0, 155 do parts[i + 1] = operation(i) end
    local text = '{"head":{"requestCounter":4},"operations":[' .. table.concat(parts, ",") .. "]}"
    local good = true
    local s = bu.timed(function()
        for _ = 1, times do
            local p = setmetatable({text = text, chars = {}, at = 0}, Parser)
            for i = 1, #text do p.chars[i] = text:sub(i, i) end
            p:step()
            local v = p:document()
            good = good and v.head.requestCounter == 4 and #v.operations == 156 and v.operations[153][1] == "create"
                and v.operations[153][4].index + 3 == 155
        end
    end)
    bu.report("awfy_json", s, times, good)
end
