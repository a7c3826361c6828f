// Superscripts are postfix powers: x² is x ** 2.
let x = 3
say x² + x³        // expect: 36
say (x + 1)²       // expect: 16
say x⁰, ' ', 2⁹    // expect: 1 512
