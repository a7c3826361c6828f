// if sets no topic (R8).
for [5] { if 3 { say _ } } // expect: 5
