#!/usr/bin/env python3
"""Writes a random Maat program that ends, uses most of the core language, and prints what it computes.

    tests/fuzz/gen.py SEED [--size N]        the same SEED and size give the same program

Two implementations that agree with the language page print the same. So that they must:
- Expressions are typed while they are made, so most of them are valid; errors that still happen (an index out of range,
  a division by zero) are caught, and only the names of their classes are printed, not the messages.
- Every loop has a bound, every recursion a counter, and values stay small enough: numbers are reduced, strings cut.
- Doubles are kept apart from integers (which integral doubles count as integers is left open in places).
- Maatines are used in patterns whose result does not depend on the schedule: pipelines, calls, sorted fan-in, shared
  counters that are read after all have ended.
"""
import argparse
import random

INT, STR, BOOL, DBL, INTS, STRS, MAP, SET, RANGE, FUN, OBJ = 'int str bool dbl ints strs map set range fun obj'.split()
WORDS = ['a', 'b', 'key', 'two words', 'é', '日本', 'x-1', '', 'Zeta', "it\\'s", '😀', 'mn', 'QQ']
KEYS = ['a', 'b', 'c', 'key', 'zz']


class Scope:
    def __init__(self, parent=None, fn=False):
        self.parent, self.names, self.fn = parent, {}, fn

    def all(self, kind, writable=False):
        out, s = [], self
        seen = set()
        while s:
            for name, (k, w) in s.names.items():
                if name not in seen:
                    seen.add(name)
                    if k == kind and (w or not writable):
                        out.append(name)
            s = s.parent
        return out


class Gen:
    def __init__(self, seed, size, without=()):
        self.without = frozenset(without)
        self.r = random.Random(seed)
        self.size = size
        self.n = 0
        self.out = []
        self.indent = 0
        self.scope = Scope()
        self.funs = []      # (name, number of int parameters)
        self.labels = []
        self.classes = []

    # ---- writing ----
    def line(self, text):
        self.out.append('    ' * self.indent + text)

    def name(self, prefix='v'):
        self.n += 1
        return '%s%d' % (prefix, self.n)

    def pick(self, *choices):
        return self.r.choice(choices)

    def chance(self, p):
        return self.r.random() < p

    def declare(self, name, kind, writable=True):
        self.scope.names[name] = (kind, writable)

    def push(self):
        self.scope = Scope(self.scope)
        self.indent += 1

    def pop(self):
        self.scope = self.scope.parent
        self.indent -= 1

    # ---- expressions ----
    def var(self, kind):
        names = self.scope.all(kind)
        return self.r.choice(names) if names else None

    def expr(self, kind, depth=3):
        if depth <= 0 or self.chance(0.15):
            v = self.var(kind)
            if v and self.chance(0.7):
                return v
            return self.literal(kind)
        return getattr(self, 'expr_' + kind)(depth - 1)

    def literal(self, kind):
        r = self.r
        if kind == INT:
            return str(r.choice([0, 1, 2, 3, 5, 7, 10, 100, 255, r.randint(0, 50), r.randint(0, 10 ** 6), 2 ** r.randint(20, 70), 10 ** 20 + r.randint(0, 99)]))
        if kind == STR:
            return "'%s'" % r.choice(WORDS)
        if kind == BOOL:
            return r.choice(['true', 'false'])
        if kind == DBL:
            return r.choice(['0.5', '1.25', '3.75', '0.1', '2.2', '1e-7', '1234.5'])
        if kind == INTS:
            return '[%s]' % ', '.join(self.small() for _ in range(r.randint(0, 5)))
        if kind == STRS:
            return '[%s]' % ', '.join(self.literal(STR) for _ in range(r.randint(0, 4)))
        if kind == MAP:
            return '{%s}' % ', '.join('%s => %s' % (k, self.small()) for k in r.sample(KEYS, r.randint(0, 4)))
        if kind == SET:
            return 'set(%s)' % ', '.join(self.small() for _ in range(r.randint(0, 4)))
        if kind == RANGE:
            return r.choice(['(%d..%d)' % (r.randint(0, 4), r.randint(0, 7)), '(%d..^%d)' % (r.randint(-3, 2), r.randint(0, 6)), '(^%d)' % r.randint(0, 6)])
        if kind == FUN:
            p = self.name('p')
            return '{|%s| %s %s %d}' % (p, p, r.choice(['+', '*', '-']), r.randint(0, 9))
        if kind == OBJ:
            return '%s.new(x => %s, y => %s)' % (r.choice(self.classes), self.small(), self.small())
        raise ValueError(kind)

    def small(self):
        return str(self.r.randint(-20, 40))

    def lam(self, body_kind, depth, params=((INT, 'p'),)):
        """An anonymous function of typed parameters with an expression as its body."""
        names = [self.name(p) for _, p in params]
        self.scope = Scope(self.scope)
        for n, (k, _) in zip(names, params):
            self.declare(n, k, False)
        body = self.expr(body_kind, depth)
        self.scope = self.scope.parent
        return '{|%s| %s }' % (', '.join(names), body)

    def expr_int(self, d):
        k = self.r.randint(0, 27)
        e = lambda kind: self.expr(kind, d)
        if k <= 2:
            return '(%s %s %s)' % (e(INT), self.pick('+', '-'), e(INT))
        if k == 3:
            return '(%s * %s)' % (e(INT), self.literal(INT))
        if k == 4:
            return '(%s %% %d)' % (e(INT), self.pick(2, 3, 7, 10, -4, 1000003, 2 ** 40))
        if k == 5:
            return '%s.div(%d)' % (self.paren(e(INT)), self.pick(1, 2, 3, -5, 10 ** 10))
        if k == 6:
            return '(%s %s %s)' % (e(INT), self.pick('&', '|', '^'), e(INT))
        if k == 7:
            return '(%s %s %d)' % (e(INT), self.pick('<<', '>>'), self.r.randint(0, 40))
        if k == 8:
            return '((%s %% 50) ** %d)' % (e(INT), self.r.randint(0, 6))
        if k == 9:
            return '(%s ? %s : %s)' % (e(BOOL), e(INT), e(INT))
        if k == 10:
            return '%s.len' % self.paren(e(self.pick(STR, INTS, STRS, MAP, SET)))
        if k == 11:
            return '%s.sum' % self.paren(e(self.pick(INTS, SET, RANGE)))
        if k == 12:
            return '(%s[%d] \\\\ %s)' % (self.paren(e(INTS)), self.r.randint(0, 6), self.small())
        if k == 13:
            return '(%s<%s> \\\\ %s)' % (self.paren(e(MAP)), self.r.choice(KEYS), self.small())
        if k == 14:
            return '(%s.%s \\\\ 0)' % (self.paren(e(self.pick(INTS, RANGE))), self.pick('min', 'max', 'first'))
        if k == 15:
            return '%s.reduce(%s) {|a, b| (a * 3 + b) %% 100003 }' % (self.paren(e(self.pick(INTS, RANGE))), self.small())
        if k == 16:
            return '%s.count(%s)' % (self.paren(e(INTS)), self.lam(BOOL, d))
        if k == 17 and self.funs:
            name, n = self.r.choice(self.funs)
            return '%s(%s)' % (name, ', '.join(['4'] + [e(INT) for _ in range(n)]))
        if k == 18:
            f = self.var(FUN)
            return '%s(%s)' % (f, e(INT)) if f else self.literal(INT)
        if k == 19:
            return '(-%s)' % self.paren(e(INT)) if self.chance(0.7) else '(~%s)' % self.paren(e(INT))
        if k == 20:
            return '(%s <=> %s)' % (e(INT), e(INT))
        if k == 21:
            return '%s.%s' % (self.paren(e(INT)), self.pick('abs', 'sign', 'gcd(12)', 'min(9)', 'max(9)'))
        if k == 22:
            return '(%s.num \\\\ 0)' % self.paren(e(STR))
        if k == 23:
            return '(%s.index(%s) \\\\ -1)' % (self.paren(e(STR)), self.literal(STR))
        if k == 24:
            return 'do { let t = %s; t + 1 }' % e(INT) if self.chance(0.5) else '(given %s { when 0 { 1 } when 1..9 { 2 } when n if n > 100 { 3 } default { 4 } })' % e(INT)
        if k == 25 and self.classes:
            return '%s.%s' % (self.paren(e(OBJ)), self.pick('x', 'y', 'area', 'tag(2)', 'twice'))
        if k == 26:
            return '%s.bytes.len' % self.paren(e(STR))
        return '%s.index(%s) \\\\ -1' % (self.paren(e(INTS)), self.small()) if self.chance(0.2) else '(%s + %s)' % (e(INT), self.small())

    def paren(self, text):
        """The text so that a method may be called on it."""
        return text if text[:1] == '[' and text.count('[') == 1 and text.endswith(']') or text.isidentifier() else '(%s)' % text

    def expr_str(self, d):
        k = self.r.randint(0, 15)
        e = lambda kind: self.expr(kind, d)
        if k <= 1:
            return '(%s + %s)' % (e(STR), e(STR))
        if k == 2:
            return '"<{%s}>"' % e(self.pick(INT, BOOL, INTS, MAP, STR))
        if k == 3:
            return '%s.%s' % (self.paren(e(STR)), self.pick('uc', 'lc', 'rev', 'trim', 'ucfirst', 'chop', 'lcfirst'))
        if k == 4:
            return '(%s * %d).first(30)' % (e(STR), self.r.randint(0, 3))
        if k == 5:
            return '%s.%s(%d)' % (self.paren(e(STR)), self.pick('first', 'last'), self.r.randint(1, 5))
        if k == 6:
            return '%s.join(%s)' % (self.paren(e(self.pick(INTS, STRS))), self.pick("','", "''", "' - '"))
        if k == 7:
            return '%s.gsub(%s, %s)' % (self.paren(e(STR)), self.pick('/[aeiou]/', '/\\d+/', '/(.)b/', "'a'"), self.pick("'_'", '{|m| m.uc }', "''"))
        if k == 8:
            return '%s.substr(%d, %d)' % (self.paren(e(STR)), self.r.randint(0, 3), self.r.randint(0, 4))
        if k == 9:
            return "sprintf('%s', %s)" % (self.pick('%d', '%5d|', '%-6d|', '%x', '%05d', '%s', '%+d'), '(%s) %% 100000 + 100000' % e(INT))
        if k == 10:
            return '%s.dump' % self.paren(e(self.pick(INTS, STRS, MAP, STR)))
        if k == 11:
            return '(%s ? %s : %s)' % (e(BOOL), e(STR), e(STR))
        if k == 12:
            return '(%s[%d] \\\\ \'none\')' % (self.paren(e(STRS)), self.r.randint(0, 4))
        if k == 13:
            return '%s.str' % self.paren(e(self.pick(INT, DBL)))
        if k == 14:
            return '(given %s { when \'a\' | \'b\' { \'ab\' } when /^(.)(.*)$/ { _1 } default { \'?\' } })' % e(STR)
        return '(%s).str.pad(%d)' % (e(INT), self.r.randint(0, 8))

    def expr_bool(self, d):
        k = self.r.randint(0, 11)
        e = lambda kind: self.expr(kind, d)
        if k <= 2:
            return '(%s %s %s)' % (e(INT), self.pick('<', '<=', '>', '>=', '==', '!='), e(INT))
        if k == 3:
            return '(%s %s %s)' % (e(STR), self.pick('<', '==', '!=', '>='), e(STR))
        if k == 4:
            return '(%s %s %s)' % (e(BOOL), self.pick('&&', '||'), e(BOOL))
        if k == 5:
            return '!%s' % self.paren(e(BOOL))
        if k == 6:
            return '(%s %s %s)' % (e(INT), self.pick('in', '!in'), e(self.pick(INTS, SET, RANGE)))
        if k == 7:
            return '(%s < %s <= %s)' % (e(INT), e(INT), e(INT))
        if k == 8:
            kind = self.pick(INTS, STRS, MAP, SET)
            return '(%s == %s)' % (e(kind), e(kind))
        if k == 9:
            return '%s.%s(%s)' % (self.paren(e(INTS)), self.pick('any', 'all', 'none'), self.lam(BOOL, d - 1))
        if k == 10:
            return '(%s =~ %s)' % (e(STR), self.pick('/[a-c]/', '/^[a-zA-Z]+$/', '/é|日/'))
        return '(%s ~~ %s)' % (e(INT), self.pick('1..9', 'Num', 'Str', '0', '-5..5' if self.chance(0) else '0..^100'))

    def expr_dbl(self, d):
        a = self.expr(DBL, d - 1) if self.chance(0.5) else self.literal(DBL)
        return '(%s %s %s)' % (a, self.pick('+', '-', '*'), self.literal(DBL)) if d < 2 else '(%s + %s)' % (a, self.literal(DBL))

    def expr_ints(self, d):
        k = self.r.randint(0, 14)
        e = lambda kind: self.expr(kind, d)
        base = self.paren(e(INTS))
        if k == 0:
            return '%s.map %s' % (base, self.lam(INT, d))
        if k == 1:
            return '%s.grep %s' % (base, self.lam(BOOL, d))
        if k == 2:
            return '%s.%s' % (base, self.pick('sort', 'rev', 'uniq', 'compact', 'clone', 'flat'))
        if k == 3:
            return '%s.sort {|a, b| b <=> a }' % base
        if k == 4:
            return '[%s*, %s]' % (self.var(INTS) or base, e(INT))
        if k == 5:
            return '%s.array' % self.paren(e(self.pick(RANGE, SET)))
        if k == 6:
            return '%s[%d..%d]' % (base, self.r.randint(0, 2), self.r.randint(0, 5))
        if k == 7:
            return '%s.%s(%d)' % (base, self.pick('head', 'tail', 'take', 'skip'), self.r.randint(1, 4))
        if k == 8:
            return '%s.values' % self.paren(e(MAP))
        if k == 9:
            return '%s.map(:.len)' % self.paren(e(STRS))
        if k == 10:
            return '%s.sort_by %s' % (base, self.lam(INT, 1))
        if k == 11:
            return '%s.lmap {|q| [q, q %% 5] }' % base
        if k == 12:
            return '[%s]' % ', '.join(e(INT) for _ in range(self.r.randint(0, 3)))
        if k == 13:
            return '%s.map({ _ %% 7 })' % self.paren(e(RANGE))
        return '%s.group_by({ _ %% 3 }).keys' % base

    def expr_strs(self, d):
        k = self.r.randint(0, 8)
        e = lambda kind: self.expr(kind, d)
        if k == 0:
            return '%s.split(%s)' % (self.paren(e(STR)), self.pick("','", "' '", '/[ab]/', "''"))
        if k == 1:
            return '%s.%s' % (self.paren(e(STR)), self.pick('chars', 'words', 'lines'))
        if k == 2:
            return '%s.keys' % self.paren(e(MAP))
        if k == 3:
            return '%s.map(:.uc)' % self.paren(e(STRS))
        if k == 4:
            return '%s.%s' % (self.paren(e(STRS)), self.pick('sort', 'rev', 'uniq'))
        if k == 5:
            return '%s.map {|i| "{i}" }' % self.paren(e(INTS))
        if k == 6:
            return '%s.grep(/[a-z]/)' % self.paren(e(STRS))
        if k == 7:
            return '%s.sort_by(:.len)' % self.paren(e(STRS))
        return '[%s]' % ', '.join(e(STR) for _ in range(self.r.randint(0, 3)))

    def expr_map(self, d):
        k = self.r.randint(0, 4)
        e = lambda kind: self.expr(kind, d)
        if k == 0:
            return '%s.merge(%s)' % (self.paren(e(MAP)), e(MAP))
        if k == 1:
            return '%s.grep {|k, v| v > %s }' % (self.paren(e(MAP)), self.small())
        if k == 2:
            return '{%s}' % ', '.join('%s => %s' % (key, e(INT)) for key in self.r.sample(KEYS, self.r.randint(0, 3)))
        if k == 3:
            return '%s.clone' % self.paren(e(MAP))
        return '{:(%s) => %s}' % (e(STR), e(INT))

    def expr_set(self, d):
        k = self.r.randint(0, 3)
        e = lambda kind: self.expr(kind, d)
        if k == 0:
            return '%s.%s(%s)' % (self.paren(e(SET)), self.pick('union', 'intersect', 'diff'), e(SET))
        if k == 1 and 'as_set' not in self.without:
            return '%s.set' % self.paren(e(INTS))
        return self.literal(SET)

    def expr_range(self, d):
        return self.literal(RANGE)

    def expr_fun(self, d):
        return self.lam(INT, min(d, 2))

    def expr_obj(self, d):
        if not self.classes:
            return self.literal(OBJ)
        return '%s.new(x => %s, y => %s)' % (self.r.choice(self.classes), self.expr(INT, d), self.expr(INT, d))

    # ---- statements ----
    def show(self, kind=None):
        kind = kind or self.pick(INT, STR, BOOL, DBL, INTS, STRS, MAP, SET, INT, STR, INTS)
        self.line("say '%s ', %s" % (self.name('s'), self.expr(kind)))

    def statement(self, depth):
        kinds = ['let', 'let', 'show', 'show', 'assign', 'mutate']
        if depth > 0:
            kinds += ['if', 'for', 'while', 'given', 'try', 'block', 'closure', 'loop', 'defer', 'destructure', 'match']
        getattr(self, 'do_' + self.r.choice(kinds))(depth)

    def body(self, depth, n=None):
        for _ in range(n or self.r.randint(1, 4)):
            self.statement(depth - 1)

    def do_let(self, depth):
        kind = self.pick(INT, INT, STR, BOOL, INTS, STRS, MAP, SET, DBL, FUN, RANGE)
        text = self.expr(kind)
        v = self.name()
        im = ' :im' if kind in (INTS, MAP) and self.chance(0.1) else ''
        self.line('let %s%s = %s' % (v, im, text))
        self.declare(v, kind, not im)

    def do_show(self, depth):
        self.show()

    def do_assign(self, depth):
        kind = self.pick(INT, INT, STR, INTS)
        names = self.scope.all(kind, True)
        if not names:
            return self.do_let(depth)
        v = self.r.choice(names)
        if kind == INT:
            op = self.pick('=', '+=', '-=', '++', '\\\\=')
            if op == '++':
                self.line('%s%s' % (v, self.pick('++', '--')))
            else:
                self.line('%s %s %s' % (v, op, self.expr(INT)))
            self.line('%s %%= %d' % (v, 10 ** 12))
        elif kind == STR:
            self.line('%s = (%s).first(40)' % (v, self.expr(STR)))
        else:
            self.line('%s = (%s).take(20)' % (v, self.expr(INTS)))

    def do_mutate(self, depth):
        kind = self.pick(INTS, MAP, SET, STRS)
        v = self.var(kind)
        if not v:
            return self.do_let(depth)
        if kind == INTS:
            how = self.pick('%s.push(%s)', '%s[2] = %s', '%s.unshift(%s)', '%s.append([%s])', '%s.pop', '%s.shift', '%s.splice(0, 1, [%s])', '%s[-1] = %s')
        elif kind == MAP:
            how = self.pick('%%s<%s> = %%s' % self.r.choice(KEYS), "%%s.del('%s')" % self.r.choice(KEYS), "%%s.set('%s', %%s)" % self.r.choice(KEYS), '%%s<%s> += %%s' % self.r.choice(KEYS))
        elif kind == SET:
            how = self.pick('%s.push(%s)', '%s.del(%s)')
        else:
            how = self.pick("%s.push('n')", '%s.pop', "%s.unshift('m')")
        text = how % ((v, self.expr(INT, 1)) if how.count('%s') == 2 else v)
        self.line('try { %s } catch e { say \'error \', e.^name }' % text)

    def do_if(self, depth):
        self.line('if %s {' % self.expr(BOOL))
        self.inner(depth)
        if self.chance(0.4):
            self.line('} elsif %s {' % self.expr(BOOL))
            self.inner(depth)
        if self.chance(0.5):
            self.line('} else {')
            self.inner(depth)
        self.line('}')

    def inner(self, depth, names=(), n=None):
        self.push()
        for name, kind in names:
            self.declare(name, kind, False)
        self.body(depth, n)
        self.pop()

    def do_for(self, depth):
        label = self.name('L') if self.chance(0.3) else None
        head = label + ': ' if label else ''
        i = self.name('i')
        k = self.r.randint(0, 3)
        if k == 0:
            self.line('%sfor %s -> %s {' % (head, self.expr(RANGE, 1), i))
            names = [(i, INT)]
        elif k == 1:
            v = self.var(INTS)
            self.line('%sfor %s -> %s {' % (head, '(%s).take(4)' % (v or self.literal(INTS)), i))
            names = [(i, INT)]
        elif k == 2:
            j = self.name('j')
            self.line('%sfor %s.clone -> %s, %s {' % (head, self.paren(self.expr(MAP, 1)), i, j))
            names = [(i, STR), (j, INT)]
        else:
            j = self.name('j')
            self.line('%sfor (%s).take(6) -> %s, %s {' % (head, self.expr(INTS, 1), i, j))
            names = [(i, INT)]
        self.labels.append(label)
        self.push()
        for name, kind in names:
            self.declare(name, kind, False)
        if self.chance(0.4):
            self.line('%s%s if %s' % (self.pick('next', 'break'), self.jump_label(), self.expr(BOOL, 2)))
        self.body(depth - 1)
        self.pop()
        self.labels.pop()
        self.line('}')

    def jump_label(self):
        named = [x for x in self.labels if x]
        return ' ' + self.r.choice(named) if named and self.chance(0.6) else ''

    def do_while(self, depth):
        c = self.name('c')
        self.line('let %s = 0' % c)
        self.line('%s %s < %d {' % ('while' if self.chance(0.7) else 'while true &&', c, self.r.randint(1, 5)))
        self.labels.append(None)
        self.push()
        self.line('%s++' % c)
        self.declare(c, INT, False)
        if self.chance(0.3):
            self.line('%s if %s' % (self.pick('next', 'break'), self.expr(BOOL, 2)))
        self.body(depth - 1)
        self.pop()
        self.labels.pop()
        self.line('}')
        self.declare(c, INT, False)

    def do_loop(self, depth):
        i = self.name('i')
        self.line('loop (let %s = 0; %s < %d; %s++) {' % (i, i, self.r.randint(1, 4), i))
        self.labels.append(None)
        self.inner(depth, [(i, INT)])
        self.labels.pop()
        self.line('}')

    def do_given(self, depth):
        k = self.r.randint(0, 2)
        if k == 0:
            self.line('given %s {' % self.expr(INT))
            arms = [('0', []), ('1..9', []), ('-1 | 2 | 100', []), ('n if n %% 2 == %d' % self.r.randint(0, 1), [('n', INT)])]
        elif k == 1:
            self.line('given [%s, %s, %s] {' % (self.pick("'put'", "'get'", "'no'"), self.expr(INT, 2), self.expr(STR, 2)))
            arms = [("['put', n, s]", [('n', INT), ('s', STR)]), ("['get', Num -> n, _]", [('n', INT)]), ("['no' | 'nil', *rest]", [])]
        else:
            self.line('given %s {' % self.expr(MAP))
            arms = [('{a => n}', [('n', INT)]), ('{b => 0}', []), ('{key => Num -> n, zz => _}', [('n', INT)])]
        self.push()
        for pattern, names in self.r.sample(arms, self.r.randint(1, len(arms))):
            self.line('when %s {' % pattern)
            self.inner(depth, names)
            if self.chance(0.15):
                self.line('    proceed')
            self.line('}')
        if self.chance(0.6):
            self.line('default {')
            self.inner(depth)
            self.line('}')
        self.pop()
        self.line('}')

    def do_try(self, depth):
        self.line('try {')
        self.push()
        self.body(depth - 1, self.r.randint(0, 2))
        risky = self.pick('die %s' % self.expr(STR, 1), '%s.div(%s)' % (self.paren(self.expr(INT, 1)), self.pick('0', '2')), '%s[-9]' % self.paren(self.expr(INTS, 1)),
                          "nil + 1", "'a' + 1", '5.nope', 'die TypeError.new(message => \'t\')', '[3].freeze.push(1)', '%s %% 0' % self.literal(INT))
        if self.chance(0.7):
            self.line('%s%s' % (risky, ' if %s' % self.expr(BOOL, 1) if self.chance(0.5) else ''))
        self.body(depth - 1, 1)
        self.pop()
        if self.chance(0.3):
            self.line('} catch TypeError -> e {')
            self.line("    say 'type error'")
        self.line('} catch e {')
        self.push()
        self.line("say 'caught ', e.^name")
        self.body(depth - 1, self.r.randint(0, 1))
        self.pop()
        if self.chance(0.4):
            self.line('} finally {')
            self.push()
            self.show()
            self.pop()
        self.line('}')

    def do_block(self, depth):
        self.line('{')
        self.inner(depth)
        self.line('}')

    def do_closure(self, depth):
        n, f = self.name(), self.name('f')
        self.line('let %s = %s' % (n, self.small()))
        self.declare(n, INT)
        p = self.name('p')
        self.line('let %s = {|%s|' % (f, p))
        saved, self.labels = self.labels, []
        self.push()
        self.declare(p, INT, False)
        if self.chance(0.7):
            self.line('%s = (%s + %s) %% 10007' % (n, n, p))
        if self.chance(0.3):
            self.line('return %s if %s' % (self.expr(INT, 2), self.expr(BOOL, 2)))
        self.line(self.expr(INT))
        self.pop()
        self.labels = saved
        self.line('}')
        self.line("say '%s ', (^3).map(%s), ' ', %s" % (self.name('s'), f, n))

    def do_defer(self, depth):
        f = self.name('f')
        self.line('fn %s(k) {' % f)
        saved, self.labels = self.labels, []
        self.push()
        self.declare('k', INT, False)
        self.line("defer { say 'defer ', k }")
        self.line('if k > 2 { defer { say \'second\' } }')
        if self.chance(0.5):
            self.line("try { return %s if k == 1; die 'x' if k == 3 } finally { say 'finally' }" % self.expr(INT, 2))
        self.line(self.expr(INT, 2))
        self.pop()
        self.labels = saved
        self.line('}')
        self.line("for 1..4 -> k { try { say %s(k) } catch e { say 'error ', e.^name } }" % f)

    def do_destructure(self, depth):
        a, b, rest = self.name(), self.name(), self.name()
        first, second = self.expr(INT, 2), self.expr(INT, 2)
        self.line('let (%s, %s, *%s) = (%s, %s, %s*)' % (a, b, rest, first, second, self.var(INTS) or '[1, 2]'))
        for v, k in ((a, INT), (b, INT), (rest, INTS)):
            self.declare(v, k)
        self.line('(%s, %s) = (%s, %s)' % (a, b, b, a))

    def do_match(self, depth):
        self.line("if %s =~ /(%s)(.*)/ { say 'match ', _1, '|', _2 } else { say 'no match' }" % (self.expr(STR, 2), self.pick('.', '[a-z]+', '\\d', 'é')))

    # ---- declarations ----
    def function(self):
        name, n = self.name('f'), self.r.randint(1, 2)
        params = ['a', 'b'][:n]
        self.line('fn %s(fuel, %s) {' % (name, ', '.join(params)))
        saved = self.scope
        self.scope = Scope()
        self.push()
        for p in params:
            self.declare(p, INT)
        self.line('return %s if fuel <= 0' % self.expr(INT, 1))
        saved_funs, self.funs = self.funs, []
        self.body(1, self.r.randint(0, 2))
        self.line('let t = %s' % self.expr(INT, 2))
        self.declare('t', INT, False)
        self.funs = saved_funs
        if self.chance(0.6):
            self.line('%s(fuel - 1, %s) + t %% 1000' % (name, ', '.join('(%s) %% 100000' % self.expr(INT, 1) for _ in params)))
        else:
            self.line(self.expr(INT, 2))
        self.pop()
        self.scope = saved
        self.line('}')
        self.funs.append((name, n))

    def cls(self):
        name = self.name('C')
        parent = self.r.choice(self.classes) if self.classes and self.chance(0.5) else None
        self.line('class %s%s {' % (name, ' :is ' + parent if parent else ''))
        self.indent += 1
        saved = self.scope
        self.scope = Scope()
        self.declare('x', INT, False)
        self.declare('y', INT, False)
        classes, self.classes = self.classes, []
        if not parent:
            self.line('field x :rw = 0')
            self.line('field y :rw = 1')
            self.line('meth area { x * y }')
            self.line('meth twice { self.area * 2 }')
            self.line('meth tag(k) { (x + k) % 1000 }')
            self.line('meth eq(o) { o isa %s && x == o.x && y == o.y }' % name)
            self.line('meth cmp(o) { [x, y] <=> [o.x, o.y] }')
        else:
            self.line('meth area { %s }' % ('super.area() + 1' if self.chance(0.6) else self.expr(INT, 2)))
            if self.chance(0.5):
                self.line('meth tag(k) { super.tag(k) + %s }' % self.small())
        if self.chance(0.6):
            self.line('meth str { "%s({x}, {y})" }' % name)
        if self.chance(0.5):
            self.line('meth infix:<+>(o) { %s.new(x => x + o.x, y => y - o.y) }' % name)
        self.classes = classes
        self.scope = saved
        self.indent -= 1
        self.line('}')
        self.classes.append(name)

    def objects(self):
        v = self.name('o')
        c = [self.r.choice(self.classes) for _ in range(3)]
        self.line('let %s = [%s]' % (v, ', '.join('%s.new(x => %s, y => %s)' % (k, self.small(), self.small()) for k in c)))
        self.line("say %s.map({ _.area }), ' ', %s.map({ _.^name }), ' ', %s.sort.map(:.x), ' ', %s[0] == %s[1]" % (v, v, v, v, v))
        self.line("%s[1].x += 5; say %s, ' ', %s[1].tag(3), ' ', %s[2] isa %s" % (v, v, v, v, self.r.choice(self.classes)))

    # ---- maatines, in patterns that do not depend on the schedule ----
    def maatines(self):
        kinds = [k for k in ('pipeline', 'calls', 'fan_in', 'shared', 'monitor', 'selective', 'channel', 'work') if k not in self.without]
        if kinds:
            getattr(self, 'm_' + self.r.choice(kinds))()

    def m_pipeline(self):
        me, a, b = self.name('me'), self.name('p'), self.name('p')
        funs, self.funs = self.funs, []  # they print, and another maatine's lines have no fixed place
        f = self.lam(INT, 2)
        self.funs = funs
        self.line('let %s = Ma.self' % me)
        self.line('let %s = ma { loop { receive { when [\'v\', v] { %s <- [\'r\', try { (%s)(v) } catch e { e.^name }] } when \'stop\' { break } } } }' % (b, me, f))
        self.line('let %s = ma { loop { receive { when [\'v\', v] { %s <- [\'v\', v + 1] } when \'stop\' { %s <- \'stop\'; break } } } }' % (a, b, b))
        n = self.r.randint(1, 5)
        self.line('for ^%d -> i { %s <- [\'v\', i] }' % (n, a))
        self.line('for ^%d { receive { when [\'r\', r] { say \'pipe \', r } } }' % n)
        self.line('%s <- \'stop\'' % a)

    def m_calls(self):
        p = self.name('p')
        self.line('let %s = ma { let n = 0; loop { receive { when [\'call\', from, [\'add\', k]] { n = (n + k) %% 1000003; reply(from, n) } when \'stop\' { break } } } }' % p)
        for _ in range(self.r.randint(1, 4)):
            self.line("say 'call ', %s.call(['add', (%s) %% 1000])" % (p, self.expr(INT, 2)))
        self.line('%s <- \'stop\'' % p)

    def m_fan_in(self):
        me, got = self.name('me'), self.name('got')
        n = self.r.randint(1, 6)
        value = self.pick('i * i', '[i, i + 1]', '"w{i}"', '{k => i}.dump')
        self.line('let %s = Ma.self' % me)
        self.line('ma for ^%d -> i { %s <- [\'fan\', %s] }' % (n, me, value))
        self.line('let %s = (^%d).map({ receive { when [\'fan\', v] { v } } })' % (got, n))
        self.line("say 'fan ', %s.sort" % got)

    def m_shared(self):
        x, ps = self.name('x'), self.name('ps')
        self.line('let %s = %s' % (x, self.small()))
        self.line('let %s = ma for ^%d -> i { for ^3 { %s = %s + i } }' % (ps, self.r.randint(1, 5), x, x))
        self.line('for %s -> p { p.join }' % ps)
        self.line("say 'shared ', %s" % x)

    def m_monitor(self):
        p, ref = self.name('p'), self.name('r')
        end = self.pick('1', "exit_ma('why')", "exit_ma(['a', 1])", "receive { when 'go' { exit_ma('went') } }")
        self.line('let %s = ma { receive { when \'begin\' { %s } } }' % (p, end))
        self.line('let %s = Ma.monitor(%s)' % (ref, p))
        self.line("%s <- 'begin'; %s <- 'go'" % (p, p))
        self.line("receive { when ['DOWN', (%s), (%s), why] { say 'down ', why } }" % (ref, p))

    def m_selective(self):
        me = self.name('me')
        self.line('let %s = Ma.self' % me)
        for _ in range(self.r.randint(2, 6)):
            self.line('%s <- %s' % (me, self.pick("['a', %s]" % self.small(), "['b', %s]" % self.literal(STR), self.literal(INT), self.literal(STR), self.literal(MAP))))
        for pattern in self.r.sample(["['a', n]", "['b', s]", 'Num', 'Str', '{a => n}', "['a' | 'b', _]"], 3):
            self.line("say 'sel ', receive { when %s -> m { m.dump } } after 0 { 'none' }" % pattern if pattern in ('Num', 'Str') else
                      "say 'sel ', receive { when %s { 'got' } } after 0 { 'none' }" % pattern)
        self.line('loop { receive { when m { say \'left \', m.dump } } after 0 { break } }')

    def m_channel(self):
        ch = self.name('ch')
        n = self.r.randint(1, 6)
        self.line('let %s = Chan.new(buffer => %d)' % (ch, self.r.randint(1, 4)))
        self.line('ma { for ^%d -> i { %s <- i * 3 }; %s.close }' % (n, ch, ch))
        self.line("for %s -> v { say 'chan ', v }" % ch)

    def m_work(self):
        w = self.name('w')
        self.line('let %s = (%s).map {|k| Work.does { k * 2 + 1 } }' % (w, self.literal(INTS)))
        self.line("say 'work ', %s.map(:.result)" % w)

    # ---- the program ----
    def program(self):
        for _ in range(self.r.randint(1, 2)):
            self.cls()
        for _ in range(self.r.randint(1, 3)):
            self.function()
        for _ in range(self.size):
            k = self.r.random()
            if k < 0.12:
                self.maatines()
            elif k < 0.2:
                self.objects()
            else:
                self.line('try {')
                self.push()
                self.body(3, self.r.randint(1, 3))
                self.pop()
                self.line("} catch e { say 'error ', e.^name }")
                self.do_let(1) if self.chance(0.3) else None
        self.line("say 'end'")
        return '\n'.join(self.out) + '\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('seed', type=int)
    parser.add_argument('--size', type=int, default=12, help='top-level pieces')
    parser.add_argument('--without', default='', help='features to leave out, with commas: pipeline calls fan_in shared monitor\nselective channel work as_set')
    args = parser.parse_args()
    print(Gen(args.seed, args.size, args.without.split(',')).program(), end='')


if __name__ == '__main__':
    main()
