// DeltaBlue: an incremental solver of one-way constraints, on a chain of N equalities and on N pairs joined by a scale.
use Bu (timed, report)

// Strengths: the smaller number is the stronger one.
const strongest = -10_000
const required = -800
const preferred = -400
const strong_default = -200
const default_strength = 0
const weakest = 10_000

class Variable {
    field value :rw = 0
    field constraints :ro = []
    field determined_by :rw = nil
    field strength :rw = weakest
    field stay :rw = true
    field mark :rw = 0

    meth forget(c) {
        let at = constraints.find_index {|x| x === c }
        constraints.del(at) if at !== nil
        determined_by = nil if determined_by === c
    }
}

class Constraint {
    field strength :ro = required
    field planner :built

    meth add {
        self.join
        planner.add(self)
    }

    meth destroy {
        planner.remove(self) if self.is_satisfied
        self.leave
    }

    meth is_input { false }

    // Makes it hold if it can; the constraint that it took the place of, or nil.
    meth satisfy(mark) {
        self.choose(mark)
        unless self.is_satisfied {
            die 'a required constraint cannot hold' if strength == required
            return nil
        }
        self.mark_inputs(mark)
        let out = self.output
        let other = out.determined_by
        other.unsatisfy if other
        out.determined_by = self
        die 'a cycle' unless planner.propagate(self, mark)
        out.mark = mark
        other
    }

    meth join { ... }
    meth leave { ... }
    meth is_satisfied { ... }
    meth choose(mark) { ... }
    meth mark_inputs(mark) { ... }
    meth inputs_known(mark) { ... }
    meth unsatisfy { ... }
    meth output { ... }
    meth recalculate { ... }
    meth execute { ... }
}

class Unary :is Constraint {
    field target :built
    field satisfied = false

    meth join {
        target.constraints.push(self)
        satisfied = false
    }

    meth leave {
        target.forget(self)
        satisfied = false
    }

    meth is_satisfied { satisfied }
    meth choose(mark) { satisfied = target.mark != mark && strength < target.strength }
    meth mark_inputs(_mark) { }
    meth inputs_known(_mark) { true }
    meth unsatisfy { satisfied = false }
    meth output { target }

    meth recalculate {
        target.strength = strength
        target.stay = !self.is_input
    }

    meth execute { }
}

class Stay :is Unary { }

class Edit :is Unary {
    meth is_input { true }
}

class Binary :is Constraint {
    field a :built
    field b :built
    field way = nil

    meth join {
        a.constraints.push(self)
        b.constraints.push(self)
        way = nil
    }

    meth leave {
        a.forget(self)
        b.forget(self)
        way = nil
    }

    meth is_satisfied { way !== nil }
    meth unsatisfy { way = nil }
    meth is_forward { way == 'forward' }
    meth output { way == 'forward' ? b : a }
    meth input { way == 'forward' ? a : b }
    meth mark_inputs(mark) { self.input.mark = mark }

    meth inputs_known(mark) {
        let v = self.input
        v.mark == mark || v.stay || !v.determined_by
    }

    meth choose(mark) {
        if a.mark == mark {
            way = b.mark != mark && strength < b.strength ? 'forward' : nil
        } elsif b.mark == mark {
            way = a.mark != mark && strength < a.strength ? 'backward' : nil
        } elsif a.strength > b.strength {
            way = strength < a.strength ? 'backward' : nil
        } else {
            way = strength < b.strength ? 'forward' : nil
        }
    }

    meth recalculate {
        let from = self.input
        let out = self.output
        out.strength = strength.max(from.strength)
        out.stay = from.stay
        self.execute if out.stay
    }
}

class Equality :is Binary {
    meth execute {
        let out = self.output
        out.value = self.input.value
    }
}

class Scale :is Binary {
    field scale :built
    field offset :built

    meth join {
        super.join()
        scale.constraints.push(self)
        offset.constraints.push(self)
    }

    meth leave {
        super.leave()
        scale.forget(self)
        offset.forget(self)
    }

    meth mark_inputs(mark) {
        super.mark_inputs(mark)
        scale.mark = mark
        offset.mark = mark
    }

    meth execute {
        if self.is_forward {
            b.value = a.value * scale.value + offset.value
        } else {
            a.value = (b.value - offset.value) / scale.value
        }
    }

    meth recalculate {
        let from = self.input
        let out = self.output
        out.strength = strength.max(from.strength)
        out.stay = from.stay && scale.stay && offset.stay
        self.execute if out.stay
    }
}

class Planner {
    field mark = 1

    meth new_mark { mark++; mark - 1 }

    meth add(c) {
        let mine = self.new_mark
        let next_one = c.satisfy(mine)
        while next_one { next_one = next_one.satisfy(mine) }
    }

    meth remove(c) {
        let out = c.output
        c.unsatisfy
        c.leave
        for self.remove_from(out) -> u { self.add(u) }
    }

    // Constraints that do not hold once nothing determines the variable, the strongest first.
    meth remove_from(out) {
        let lost = []
        out.determined_by = nil
        out.strength = weakest
        out.stay = true
        let todo = [out]
        while todo.len > 0 {
            let v = todo.shift
            for v.constraints -> c { lost.push(c) unless c.is_satisfied }
            for v.constraints -> c {
                if c !== v.determined_by && c.is_satisfied {
                    c.recalculate
                    todo.push(c.output)
                }
            }
        }
        lost.sort_by {|c| c.strength }
    }

    // Adds those that read the variable.
    meth consuming(v, todo) {
        let by = v.determined_by
        for v.constraints -> c {
            todo.push(c) if c !== by && c.is_satisfied
        }
    }

    meth propagate(c, mark) {
        let todo = [c]
        while todo.len > 0 {
            let d = todo.shift
            if d.output.mark == mark {
                self.remove(c)
                return false
            }
            d.recalculate
            self.consuming(d.output, todo)
        }
        true
    }

    meth plan(constraints) {
        let todo = constraints.grep {|c| c.is_input && c.is_satisfied }
        let mine = self.new_mark
        let plan = []
        while todo.len > 0 {
            let c = todo.shift
            if c.output.mark != mine && c.inputs_known(mine) {
                plan.push(c)
                c.output.mark = mine
                self.consuming(c.output, todo)
            }
        }
        plan
    }

    meth change(v, value) {
        let edit = Edit.new(target => v, strength => preferred, planner => self)
        edit.add
        let plan = self.plan([edit])
        for ^10 {
            v.value = value
            run(plan)
        }
        edit.destroy
    }
}

fn run(plan) {
    for plan -> c { c.execute }
}

fn chain(n) {
    let planner = Planner.new
    let vars = (^(n + 1)).map {|_i| Variable.new }
    for ^n -> i { Equality.new(a => vars[i], b => vars[i + 1], planner => planner).add }
    Stay.new(target => vars[n], strength => strong_default, planner => planner).add
    let edit = Edit.new(target => vars[0], strength => preferred, planner => planner)
    edit.add
    let plan = planner.plan([edit])
    let good = true
    for 1..100 -> v {
        vars[0].value = v
        run(plan)
        good = false if vars[n].value != v
    }
    edit.destroy
    good
}

fn projection(n) {
    let planner = Planner.new
    let scale = Variable.new(value => 10)
    let offset = Variable.new(value => 1000)
    let sources = []
    let targets = []
    for 1..n -> i {
        let a = Variable.new(value => i)
        let b = Variable.new(value => i)
        sources.push(a)
        targets.push(b)
        Stay.new(target => a, strength => default_strength, planner => planner).add
        Scale.new(a => a, b => b, scale => scale, offset => offset, planner => planner).add
    }
    let a = sources.tail
    let b = targets.tail
    planner.change(a, 17)
    let good = b.value == 1170
    planner.change(b, 1050)
    good = good && a.value == 5
    planner.change(scale, 5)
    good = good && (^(n - 1)).all {|i| targets[i].value == (i + 1) * 5 + 1000 }
    planner.change(offset, 2000)
    good && (^(n - 1)).all {|i| targets[i].value == (i + 1) * 5 + 2000 }
}

let n = ARGV[0].num
let (secs, good) = timed({ [chain(n), projection(n)] })*
report('awfy_deltablue', secs, n, good == [true, true])
