// Files and folders. Only the calling maatine waits. Errors of the OS are IOErrors with the operation, the path and the OS's
// words: `open /nope: no such file or directory`.
//
//     use File
//     File.write('/tmp/x.txt', "one\ntwo\n")
//     for File.lines('/tmp/x.txt') -> line { say line }
//     File.open('/tmp/x.txt', 'a') {|f| f.write("three\n") }
//     say File.size('/tmp/x.txt')       // 14

// An open file, made by File.open. It belongs to the maatine that opened it, and is closed when that one ends.
class Handle {
    field res :ro
    field path :ro

    // At most n bytes as Bytes, nil at the end; without n all that is left.
    meth read(n = nil) { Native.file_read(nil, res, n, false) }
    // The same as a Str: the bytes must be UTF-8.
    meth read_str(n = nil) { Native.file_read(nil, res, n, true) }
    // The next line without its end, nil at the end.
    meth read_line { Native.file_read_line(nil, res) }
    // Calls f with each line that is left.
    meth each_line(f) {
        loop {
            let line = Native.file_read_line(nil, res)
            return nil if line === nil
            f(line)
        }
    }
    meth each_item(f) { self.each_line(f) }
    // Writes Strs and Bytes, one after the other.
    meth write(*data) {
        for data -> d { Native.file_write(nil, res, d) }
        nil
    }
    // Moves to a position in bytes, from 'start', 'here' or 'end'; returns the new one.
    meth seek(position, from = 'start') { Native.file_seek(nil, res, position, from) }
    meth tell { Native.file_seek(nil, res, 0, 'here') }
    // Waits until all is on the disk.
    meth sync { Native.file_sync(nil, res) }
    meth close { Native.file_close(res) }
    meth str { "<File {path}>" }
}

export class File {
    // The whole file as a Str (it must be UTF-8) or as Bytes.
    state meth read(path) { Native.file_read_all(nil, path, true) }
    state meth read_bytes(path) { Native.file_read_all(nil, path, false) }
    // Replaces or lengthens a file by a Str or Bytes; makes it if there is none.
    state meth write(path, data) { Native.file_write_all(nil, path, data, false) }
    state meth append(path, data) { Native.file_write_all(nil, path, data, true) }
    // Its lines without their ends, as an Array; `each_line` reads piece by piece.
    state meth lines(path) {
        let all = []
        File.each_line(path, {|line| all.push(line) })
        all
    }
    state meth each_line(path, f) {
        let h = File.open(path)
        defer { h.close() }
        h.each_line(f)
    }
    // Opens: mode r w a r+ w+ a+, or x (makes it, fails if it is there). With a function it is called with the file, which is
    // closed afterwards, and the function's value is returned.
    state meth open(path, mode = 'r', f = nil) {
        if mode isa Fn {
            f = mode
            mode = 'r'
        }
        let h = Handle.new(res => Native.file_open(nil, path, mode), path => path)
        return h if f === nil
        defer { h.close() }
        f(h)
    }
    // {type => 'file' | 'folder' | 'other', size => bytes, mode => bits, modified => seconds}; nil if there is none.
    state meth stat(path) { Native.file_stat(nil, path) }
    state meth exists(path) { Native.file_stat(nil, path) !== nil }
    state meth is_file(path) { let s = Native.file_stat(nil, path); s !== nil and s<type> == 'file' }
    state meth is_folder(path) { let s = Native.file_stat(nil, path); s !== nil and s<type> == 'folder' }
    state meth size(path) {
        let s = Native.file_stat(nil, path)
        die IOError.new(message => "stat {path}: no such file or directory") if s === nil
        s<size>
    }
    state meth delete(path) { Native.path_do(nil, 'delete', path, nil) }
    state meth rename(path, to) { Native.path_do(nil, 'rename', path, to) }
    // A new folder; with parents those above it, too, as far as they are missing.
    state meth mkdir(path, parents = false) {
        return Native.path_do(nil, 'mkdir', path, nil) unless parents
        let at = path.starts('/') ? '/' : ''
        for path.split('/') -> part {
            next if part == ''
            at = at == '' || at == '/' ? "{at}{part}" : "{at}/{part}"
            Native.path_do(nil, 'mkdir', at, nil) unless File.is_folder(at)
        }
        nil
    }
    // Deletes an empty folder.
    state meth rmdir(path) { Native.path_do(nil, 'rmdir', path, nil) }
    // The names in a folder, sorted.
    state meth list(path = '.') { Native.folder_list(nil, path).sort }
}
