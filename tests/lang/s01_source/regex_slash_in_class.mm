// A / inside [...] or after \ does not end a regex.
say 'a/b' =~ /[\/]/       // expect: true
say 'a/b'.split(/\//)     // expect: ['a', 'b']
say 'a/b'.split(@r{/})    // expect: ['a', 'b']
