// ∪ ∩ ∖ ⊆ are union, intersect, diff, subset.
let a = set(1, 2, 3)
let b = set(2, 3, 4)
say a ∪ b        // expect: set(1, 2, 3, 4)
say a ∩ b        // expect: set(2, 3)
say a ∖ b        // expect: set(1)
say set(2) ⊆ a   // expect: true
say b ⊆ a        // expect: false
