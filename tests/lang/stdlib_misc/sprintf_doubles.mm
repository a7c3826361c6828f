// sprintf with %f %e %g and precision.
say sprintf('%f|%.2f|%8.3f|%-8.1f|%08.2f', 1.5, 3.14159, 2.5, 2.24, 3.14159)   // expect: 1.500000|3.14|   2.500|2.2     |00003.14
say sprintf('%e|%.2e', 12345.678, 0.00012)                                     // expect: 1.234568e+04|1.20e-04
say sprintf('%g|%g|%g', 1.5, 100000, 0.0001)                                   // expect: 1.5|100000|0.0001
say sprintf('%f', 2), ' ', sprintf('%.0f', 2.6), ' ', sprintf('%+.1f', 1.27)   // expect: 2.000000 3 +1.3
