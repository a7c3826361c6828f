// A method that takes a function runs on a copy that is put back when it returns (R2).
shared let xs = [3, 1, 2]
xs.each {|x| x }
say xs.sort {|a, b| b <=> a }    // expect: [3, 2, 1]
say xs                           // expect: [3, 1, 2]
