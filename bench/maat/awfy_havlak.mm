// Havlak's recognition of loops in a large flow graph, after N dummy runs: the number of loops and of blocks.
use Bu (timed, report)

class Block {
    field name :ro
    field ins :ro = []
    field outs :ro = []
}

class Graph {
    field blocks :ro = {}
    field start :ro = nil
    field edges = []

    meth node(name) {
        let b = blocks{name}
        unless b {
            b = Block.new(name => name)
            blocks{name} = b
            start = b if blocks.len == 1
        }
        b
    }

    meth connect(from, to) {
        let a = self.node(from)
        let b = self.node(to)
        a.outs.push(b)
        b.ins.push(a)
        edges.push([a, b])
    }

    // Blocks one after the other; the last one's name.
    meth straight(from, n) {
        for ^n -> i { self.connect(from + i, from + i + 1) }
        from + n
    }

    meth diamond(from) {
        self.connect(from, from + 1)
        self.connect(from, from + 2)
        self.connect(from + 1, from + 3)
        self.connect(from + 2, from + 3)
        from + 3
    }

    // A loop with two diamonds in it.
    meth base_loop(from) {
        let header = self.straight(from, 1)
        let first = self.diamond(header)
        let middle = self.straight(first, 1)
        let second = self.diamond(middle)
        let footer = self.straight(second, 1)
        self.connect(second, middle)
        self.connect(first, header)
        self.connect(footer, from)
        self.straight(footer, 1)
    }
}

class Loop {
    field header :ro = nil
    field is_reducible :ro
    field parent :ro = nil
    field is_root :rw = false
    field nesting :rw = 0
    field depth :rw = 0
    field counter :ro
    field blocks :ro = []
    field children :ro = []

    meth put_under(loop_above) {
        parent = loop_above
        loop_above.children.push(self) unless loop_above.children.any {|c| c === self }
    }
}

class Loops {
    field all :ro = [Loop.new(is_reducible => true, is_root => true, counter => 0)]

    meth make(header, is_reducible) {
        let l = Loop.new(header => header, is_reducible => is_reducible, counter => all.len, blocks => [header])
        all.push(l)
        l
    }

    meth nest {
        for all -> l { l.put_under(all[0]) if !l.is_root && !l.parent }
        self.nest_below(all[0], 0)
    }

    meth nest_below(l, depth) {
        l.depth = depth
        for l.children -> c {
            self.nest_below(c, depth + 1)
            l.nesting = l.nesting.max(1 + c.nesting)
            l.is_root = true if l.nesting == 0
        }
    }
}

class Union {
    field number :ro = 0
    field block :ro = nil
    field parent :rw = nil
    field inside :rw = nil

    meth start(b, n) {
        parent = self
        block = b
        number = n
    }

    // The set's representative; the way to it is shortened.
    meth find {
        let passed = []
        let node = self
        while node !== node.parent {
            passed.push(node) if node.parent !== node.parent.parent
            node = node.parent
        }
        for passed -> p { p.parent = parent }
        node
    }
}

class Finder {
    field graph :built
    field loops :built
    field size = 0
    field number = {}
    field nodes = []
    field last = []
    field kind = []
    field header = []
    field back = []
    field others = []

    meth visit(block, at) {
        nodes[at].start(block, at)
        number{block.name} = at
        let end_at = at
        for block.outs -> b {
            end_at = self.visit(b, end_at + 1) if number{b.name} === nil
        }
        last[at] = end_at
        end_at
    }

    meth is_ancestor(w, v) { w <= v && v <= last[w] }

    meth sort_edges {
        for ^size -> w {
            let block = nodes[w].block
            if block {
                for block.ins -> b {
                    let v = number{b.name}
                    if v !== nil {
                        if self.is_ancestor(w, v) {
                            back[w].push(v)
                        } else {
                            others[w].push(v)
                        }
                    }
                }
            } else {
                kind[w] = 'dead'
            }
        }
    }

    meth find {
        return unless graph.start
        size = graph.blocks.len
        nodes = (^size).map {|_i| Union.new }
        back = (^size).map {|_i| [] }
        others = (^size).map {|_i| set() }
        last = Array.new(size, 0)
        header = Array.new(size, 0)
        kind = Array.new(size, 'plain')
        self.visit(graph.start, 0)
        self.sort_edges
        loop (let w = size - 1; w >= 0; w--) { self.loop_at(w) }
    }

    meth loop_at(w) {
        let pool = []
        let block = nodes[w].block
        if block {
            for back[w] -> v {
                if v == w {
                    kind[w] = 'self'
                } else {
                    pool.push(nodes[v].find)
                }
            }
            kind[w] = 'reducible' if pool.len > 0
            self.chase(w, pool)
        }
        if pool.len > 0 || kind[w] == 'self' {
            self.close(w, pool, loops.make(block, kind[w] != 'irreducible'))
        }
    }

    // Collects what leads to the sources of back edges. The pool is also the list of what is to be done.
    meth chase(w, pool) {
        let done = 0
        while done < pool.len {
            let x = pool[done]
            done++
            for others[x.number] -> v {
                let y = nodes[v].find
                if !self.is_ancestor(w, y.number) {
                    kind[w] = 'irreducible'
                    others[w].push(y.number)
                } elsif y.number != w && !pool.any {|p| p === y } {
                    pool.push(y)
                }
            }
        }
    }

    meth close(w, pool, found) {
        nodes[w].inside = found
        for pool -> n {
            header[n.number] = w
            n.parent = nodes[w]
            if n.inside {
                n.inside.put_under(found)
            } else {
                found.blocks.push(n.block)
            }
        }
    }
}

fn flow_graph {
    let g = Graph.new
    g.node(1)
    g.base_loop(1)
    g.node(2)
    g.connect(1, 3)
    g
}

fn enlarge(g) {
    let n = 3
    for ^10 {
        g.node(n + 1)
        g.connect(3, n + 1)
        n++
        for ^10 {
            let top = n
            n = g.straight(n, 1)
            for ^5 { n = g.base_loop(n) }
            let bottom = g.straight(n, 1)
            g.connect(n, top)
            n = bottom
        }
        g.connect(n, 1)
    }
}

fn recognise(g, loops) { Finder.new(graph => g, loops => loops).find }

fn havlak(dummies) {
    let g = flow_graph()
    let loops = Loops.new
    for ^dummies { recognise(g, loops) }
    enlarge(g)
    recognise(g, loops)
    for ^51 { recognise(g, Loops.new) }
    loops.nest
    [loops.all.len, g.blocks.len]
}

const known = {1 => 1605, 15 => 1647, 150 => 2052, 1500 => 6102, 15_000 => 46_602}
let n = ARGV[0].num
let (secs, found) = timed({ havlak(n) })*
report('awfy_havlak', secs, 1, found == [known{n}, 5213], {loops => found[0], blocks => found[1]})
