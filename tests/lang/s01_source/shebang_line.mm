#!/usr/bin/env maat
// A first line that starts with #! is skipped; the lines after it keep their numbers.
say 'after'    // expect: after
say __LINE__   // expect: 4
