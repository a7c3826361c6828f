// once runs once per maatine, however often it is reached.
fn f { once { print 'once ' }; 'x' }
print f(), f(), f()
say ''  // expect: once xxx
for ^3 { once { print 'o' }; print '.' }
say ''  // expect: o...
