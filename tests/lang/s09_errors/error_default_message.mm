// Error.new without a message has its class's name as message (R32).
say Error.new.message, ' ', TypeError.new.message   // expect: Error TypeError
say TypeError.new                                    // expect: TypeError: TypeError
