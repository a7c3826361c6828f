// chr, hex, oct, bin.
say 65.chr, ' ', 8364.chr, ' ', 128512.chr       // expect: A € 😀
say 255.hex, ' ', 255.oct, ' ', 5.bin, ' ', 0.hex // expect: ff 377 101 0
say (2 ** 70).hex                                // expect: 400000000000000000
