use CycB
export fn a { 1 }
