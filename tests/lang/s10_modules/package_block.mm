// package Name { } opens a namespace inside a file.
package Config {
    our level = 3
    let private_thing = 4
    fn double { level * 2 }
    our doubled = double() + private_thing
}
say Config::level, ' ', Config::doubled     // expect: 3 10
