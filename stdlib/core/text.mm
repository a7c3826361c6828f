// Methods of Str, Num and any value that need Maat code, and the text of values that bring a `str` of their own.

class Any {
    meth say {
        Native.say(self)
        nil
    }

    meth print {
        Native.print(self)
        nil
    }
}

class Num {
    // Calls f with 0, 1, ... up to the number before this one.
    meth times(f) {
        let n = self
        loop (let i = 0; i < n; i++) { f(i) }
        n
    }
}

fn __pattern_error(what) {
    die TypeError.new(message => "the pattern must be a Str or a Regex, not {what.^name}")
}

fn __replace(text, pattern, by, all) {
    if by isa Str {
        return Native.replace_re(text, pattern, by, all) if pattern isa Regex
        __pattern_error(pattern) unless pattern isa Str
        return Native.replace_str(text, pattern, by, all) if pattern != ''
        return by + text unless all
        return by + text.chars.map({|c| c + by }).join
    }
    unless by isa Fn { die TypeError.new(message => "the replacement must be a Str or a Fn, not {by.^name}") }
    if pattern isa Str { return __replace(text, pattern, "{by(pattern)}", all) }
    __pattern_error(pattern) unless pattern isa Regex
    let parts = Native.cut_re(text, pattern, all)
    loop (let i = 1; i < parts.len; i += 2) { parts[i] = "{by(parts[i])}" }
    parts.join
}

// The first place of `old` in a long text becomes `new`.
fn __replace_first(text, old, new) {
    let at = text.index(old)
    at === nil ? text : __cat(text, at, old.len, new)
}

// The text with `by` in place of n code points from `at` on.
fn __cat(text, at, n, by) { __in_pieces(0, nil, [text[0..^at], by, text.slice(at + n, text.len)], nil, true) }

class Str {
    // The pieces between separators, empty ones too; without a separator the words.
    meth split(sep = nil) {
        return self.words if sep === nil
        return Native.split_re(self, sep) if sep isa Regex
        unless sep isa Str { die TypeError.new(message => "the separator must be a Str or a Regex, not {sep.^name}") }
        return self.chars if sep == ''
        Native.split_str(self, sep)
    }

    // ', '.join(1, 2) is '1, 2'
    meth join(*xs) { xs.join(self) }

    // Replaces the first match of the pattern (Str or Regex) by a Str, or by what a Fn gives for it.
    meth sub(pattern, by) { __replace(self, pattern, by, false) }

    // Replaces all of them.
    meth gsub(pattern, by) { __replace(self, pattern, by, true) }
}

fn __compose(f, g) { {|*xs, **named| f(g(xs*, named**)) } }

// The text of the argument at `i` is made in Maat, or takes long.
fn __sprintf(format, args, i) {
    args[i] = "{args[i]}"
    sprintf(format, args*)
}

// ---- equality and order where instances decide ----

// Are a and b compared already, further out? `path` holds the pairs in turn.
fn __comparing(path, a, b) {
    loop (let i = 0; i < path.len; i += 2) { return true if path[i] === a && path[i + 1] === b }
    false
}

fn __equal_items(a, b, path) {
    return false if a.len != b.len
    loop (let i = 0; i < a.len; i++) { return false unless __equal_in(a[i], b[i], path) }
    true
}

fn __equal_entries(a, b, path) {
    return false if a.len != b.len
    for a -> k, v { return false unless b.has(k) && __equal_in(v, b{k}, path) }
    true
}

fn __equal_in(a, b, path) {
    let is_map = a isa Map
    return a == b unless is_map || a isa Array
    return false unless is_map ? b isa Map : b isa Array
    return true if __comparing(path, a, b)
    path.push(a, b)
    let same = is_map ? __equal_entries(a, b, path) : __equal_items(a, b, path)
    path.pop(2)
    same
}

fn __eq(a, b) { __equal_in(a, b, []) }

fn __order_in(a, b, path) {
    return a <=> b unless a isa Array && b isa Array
    return 0 if __comparing(path, a, b)
    path.push(a, b)
    let n = a.len.min(b.len)
    loop (let i = 0; i < n; i++) {
        let c = __order_in(a[i], b[i], path)
        return c if c != 0
    }
    path.pop(2)
    a.len <=> b.len
}

fn __cmp(a, b) { __order_in(a, b, []) }

// ---- text where instances bring `str` ----

fn __on_path(path, v) {
    for path -> x { return true if x === v }
    false
}

fn __dump_array(v, path) {
    let out = []
    for v -> x { out.push(__dump_in(x, path)) }
    out.join(', ')
}

fn __dump_map(v, path) {
    let out = []
    for v -> k, x { out.push("{Native.key_text(k)} => {__dump_in(x, path)}") }
    out.join(', ')
}

fn __dump_fields(v, path) {
    let fields = Native.shown_fields(v)
    let out = []
    loop (let i = 0; i < fields.len; i += 2) { out.push("{fields[i]} => {__dump_in(fields[i + 1], path)}") }
    out.join(', ')
}

fn __dump_inside(v, kind, path) {
    return '...' if __on_path(path, v)
    path.push(v)
    let text = given kind {
        when 'map' { __dump_map(v, path) }
        when 'fields' { __dump_fields(v, path) }
        default { __dump_array(v, path) }
    }
    path.pop
    text
}

fn __dump_in(v, path) {
    let kind = Native.text_kind(v)
    given kind {
        when 'array' { "[{__dump_inside(v, kind, path)}]" }
        when 'map' { "\{{__dump_inside(v, kind, path)}}" }
        when 'set' { "set({__dump_inside(v, kind, path)})" }
        when 'fields' { "{v.^name}({__dump_inside(v, kind, path)})" }
        when 'str' { "{v.str}" }
        default { v.dump }
    }
}

fn __dump(v) { __dump_in(v, []) }

fn __str(v) {
    let kind = Native.text_kind(v)
    return "{v.str}" if kind == 'str'
    return __error_text(v) if kind == 'fields' && v isa Error
    __dump_in(v, [])
}

fn __error_text(v) { "{v.^name}: {v.message}" }

// super.str(): the text without the `str` of the instance's class.
fn __own_str(v) {
    return __error_text(v) if v isa Error
    "{v.^name}({__dump_inside(v, 'fields', [])})"
}
