// A JSON parser written in the language itself, on a document of 156 operations.
use Bu (repeated)

class Parser {
    field text :built
    field chars
    field at = 0
    field current = nil

    meth init {
        chars = text.chars
        current = chars[0]
    }

    meth step {
        at++
        current = chars[at]
    }

    meth skip { self.step() while current == ' ' || current == "\n" || current == "\t" || current == "\r" }

    meth expect(c) {
        die "expected {c} at {at}" if current != c
        self.step()
    }

    // Whether the character comes next; then it is passed.
    meth accepts(c) {
        return false if current != c
        self.step()
        true
    }

    meth document {
        self.skip()
        let v = self.value()
        self.skip()
        die "more text at {at}" if current !== nil
        v
    }

    meth value {
        given current {
            when '{' { self.object() }
            when '[' { self.array() }
            when '"' { self.string() }
            when 't' { self.word('true', true) }
            when 'f' { self.word('false', false) }
            when 'n' { self.word('null', nil) }
            default { self.number() }
        }
    }

    meth word(name, v) {
        for name.chars -> c { self.expect(c) }
        v
    }

    meth array {
        self.step()
        self.skip()
        let out = []
        return out if self.accepts(']')
        loop {
            self.skip()
            out.push(self.value())
            self.skip()
            break unless self.accepts(',')
        }
        self.expect(']')
        out
    }

    meth object {
        self.step()
        self.skip()
        let out = {}
        return out if self.accepts('}')
        loop {
            self.skip()
            let name = self.string()
            self.skip()
            self.expect(':')
            self.skip()
            out{name} = self.value()
            self.skip()
            break unless self.accepts(',')
        }
        self.expect('}')
        out
    }

    meth string {
        self.expect('"')
        let out = ''
        let start = at
        while current != '"' {
            die 'the text ends in a string' if current === nil
            if current == '\\' {
                out += text.substr(start, at - start)
                self.step()
                out += self.escaped()
                start = at
            } else {
                self.step()
            }
        }
        out += text.substr(start, at - start)
        self.step()
        out
    }

    meth escaped {
        let c = current
        self.step()
        given c {
            when '"' | '\\' | '/' { c }
            when 'n' { "\n" }
            when 't' { "\t" }
            when 'r' { "\r" }
            default { die "an unknown escape at {at}" }
        }
    }

    meth number {
        let start = at
        self.accepts('-')
        self.digits()
        self.digits() if self.accepts('.')
        if self.accepts('e') || self.accepts('E') {
            self.accepts('-') || self.accepts('+')
            self.digits()
        }
        text.substr(start, at - start).num
    }

    meth digits {
        die "a digit is missing at {at}" unless self.is_digit()
        self.step() while self.is_digit()
    }

    meth is_digit { current !== nil && '0' <= current <= '9' }
}

// One operation of a user interface's protocol, written by hand.
fn operation(i) {
    let name = "w{i + 50}"
    given i % 4 {
        when 0 { "[\"create\",\"{name}\",\"ui.GridItem\",\{\"parent\":\"w99\",\"index\":{i},\"texts\":[\"{i}\",\"El\",\"Element {i}\",\"Kind\",\"{i % 18}\",\"{i % 7}\"],\"cellBackgrounds\":[null,null,null,[138,226,52,255],null,null]}]" }
        when 1 { "[\"set\",\"{name}\",\{\"bounds\":[10,{i},988,402],\"children\":[\"w{i}\",\"w{i + 1}\"],\"tabIndex\":-1,\"visible\":true}]" }
        when 2 { "[\"listen\",\"{name}\",\{\"Selection\":true,\"DefaultSelection\":false}]" }
        default { "[\"create\",\"{name}\",\"ui.Label\",\{\"parent\":\"w97\",\"style\":[\"WRAP\"],\"font\":[[\"Verdana\",\"Arial\"],10.5,false,false],\"text\":\"Shortcuts: [CTRL+F] - Filter\\n | Sort by: [CTRL+R]\"}]" }
    }
}

let text = "\{\"head\":\{\"requestCounter\":4},\"operations\":[{(^156).map(operation).join(',')}]}"

repeated('awfy_json', ARGV[0].num, [4, 156, 'create', 155], {
    let v = Parser.new(text => text).document
    let last = v<operations>[152]
    [v<head><requestCounter>, v<operations>.len, last[0], last[3]<index> + 3]
})
