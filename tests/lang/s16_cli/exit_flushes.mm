// What was said is written out on exit.
print 'partial'
exit 3
// expect: partial
// expect status: 3
