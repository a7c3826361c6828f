// == binds looser than <.
say 1 < 2 == true     // expect: true
say 2 < 1 == false    // expect: true
