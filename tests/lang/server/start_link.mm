// start_link links first: an error ends the starter too.
use Server
class S :is Server { meth handle_cast(msg) { die 'in cast' } }
fn starter {
    let s = S.start_link
    s.cast('x')
    receive { when 'never' { 1 } }
}
Ma.spawn(starter, monitor => true)
receive { when ['DOWN', _, _, why] { say why.message } }    // expect: in cast
// expect error: in cast
// expect status: 0
