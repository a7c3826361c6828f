// What the writing words and assert_eq continue with (stdlib/native/out.c).

// Writes values whose text needs Maat code. `how`: 0 a line, 1 without its end, 2 to standard error.
fn __write(values, how) {
    let texts = []
    for values -> v { texts.push("{v}") }
    if how == 0 { Native.say(texts*) }
    elsif how == 1 { Native.print(texts*) }
    else { Native.warn(texts*) }
    nil
}

fn __printf(format, values) { Native.print(sprintf(format, values*)) }

fn __assert_said(message) { die AssertError.new(message => "{message}") }

fn __assert_eq(got, want) {
    Native.assert_differ(got, want) unless got == want
    nil
}
