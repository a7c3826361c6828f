// Exit status n from exit n.
fn leave { exit 42 }
[1].each {|x| leave() }
// expect status: 42
