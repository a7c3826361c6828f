// At most 20 errors are reported.
say u01; say u02; say u03; say u04; say u05; say u06; say u07; say u08; say u09; say u10
say u11; say u12; say u13; say u14; say u15; say u16; say u17; say u18; say u19; say u20
say u21; say u22
// expect error: :3:86: error: 'u20' is not declared
// expect status: 2
