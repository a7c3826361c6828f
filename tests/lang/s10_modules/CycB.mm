use CycA
export fn b { 2 }
