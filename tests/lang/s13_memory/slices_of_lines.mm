// Lines of a text share it while they live; when few are left, it goes.
const LINE = "abcdefghijklmnopqrstuvwxyz "
fn strings { Sys.memory<types><string> }
fn lines_of_text { (1..5000).map({|i| "line {i} " + LINE * 3 }).join("\n").lines }
fn first_lines {
    let lines = lines_of_text()
    GC.collect
    say strings() < 1_000_000                       // expect: true
    say lines[4999] == "line 5000 " + LINE * 3      // expect: true
    lines[0..3]
}
let lines = first_lines()
let turns = 0
while strings() > 10_000 && turns < 100 {
    GC.collect
    turns += 1
}
say strings() < 10_000                              // expect: true
say lines[3] == "line 4 " + LINE * 3                // expect: true
