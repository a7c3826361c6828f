// index and rindex count code points; nil if absent.
say 'hello'.index('l'), ' ', 'hello'.rindex('l'), ' ', 'hello'.index('z')   // expect: 2 3 nil
say '日本語日'.index('語'), ' ', '日本語日'.rindex('日'), ' ', 'é€a'.index('a') // expect: 2 3 2
say 'hello'.rindex('z')                                                     // expect: nil
