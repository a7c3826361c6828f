// print writes without a newline; printf formats.
print 'a', 1, [2]
print "\n"
printf "%d-%s|%5.2f|%-4s|%04d\n", 3, 'x', 3.14159, 'ab', 42
// expect: a1[2]
// expect: 3-x| 3.14|ab  |0042
