// This process: its arguments, environment and standard input.
//
//     use Proc
//     say Proc.env('HOME')
//     for Proc.lines -> line { say line.uc }      // until the end of standard input; only this maatine waits

// Lines of standard input for `for`.
class Lines {
    meth each_item(f) {
        loop {
            let line = Proc.read_line()
            return nil if line === nil
            f(line)
        }
    }
}

export class Proc {
    // A variable of the environment, or nil; all of them as a Map.
    state meth env(name = nil) { name === nil ? ENV : ENV{name} }
    state meth args { ARGV }
    state meth pid { Native.proc_pid() }
    state meth cwd { Native.proc_cwd() }
    // How many schedulers run.
    state meth cpus { Native.proc_cpus() }
    // The seconds of CPU that the program has used, all its threads together.
    state meth cpu_time { Native.proc_cpu_time() }
    // Ends the program as `exit` does.
    state meth exit(status = 0) { exit status }

    // Standard input belongs to the maatine that reads it first, until that one ends.
    // A line without its end, or nil at the end; TimeoutError after `timeout` seconds.
    state meth read_line(timeout = Inf) { Native.tcp_read_line(Native.stdin_open(), 1 << 30, timeout) }
    // At most n bytes as Bytes, nil at the end.
    state meth read(n = nil, timeout = Inf) { Native.tcp_read(Native.stdin_open(), n, timeout) }
    // All that is left, as a Str.
    state meth read_all {
        let parts = []
        loop {
            let b = Native.tcp_read(Native.stdin_open(), nil, Inf)
            break if b === nil
            parts.push(b)
        }
        parts.reduce(Bytes.new(0)) {|all, b| all + b }.str
    }
    state meth lines { Lines.new }
}
