// fc folds case so that strings can be compared without it.
say 'Straße'.fc == 'STRASSE'.fc   // expect: true
