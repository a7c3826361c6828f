// A module with variables of the three kinds.
let plain = [1]
let boxed = 0
our shared_count = 0
export fn bump { boxed++; boxed }
export fn grow { plain.push(1); plain.len }
export fn add { shared_count += 1; shared_count }
