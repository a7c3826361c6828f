// Richards: an operating system's scheduler with six tasks that hand packets to each other. 23,246 packets, 9,297 holds.
use Bu (repeated)

const idler = 1
const worker = 2
const handler_a = 3
const handler_b = 4
const device_a = 5
const device_b = 6
const device_packet = 0
const work_packet = 1

class Packet {
    field link :rw
    field identity :rw
    field kind :ro
    field datum :rw = 1
    field data :ro = [0, 0, 0, 0]
}

// The queue with the packet behind.
fn append(packet, queue) {
    packet.link = nil
    return packet unless queue
    let last = queue
    while last.link { last = last.link }
    last.link = packet
    queue
}

class Task {
    field link :ro
    field identity :ro
    field priority :ro
    field input :rw
    field pending :rw
    field waiting :rw
    field holding :rw = false
    field system :ro

    meth is_stopped { holding || (!pending && waiting) }

    // Takes a packet; who should run next.
    meth add_input(packet, old) {
        if input {
            append(packet, input)
        } else {
            input = packet
            pending = true
            return self if priority > old.priority
        }
        old
    }

    meth run {
        let packet = nil
        if pending && waiting && !holding {
            packet = input
            input = packet.link
            waiting = false
            pending = input ? true : false
        }
        self.work(packet)
    }

    meth work(packet) { ... }
}

class Idler :is Task {
    field control = 1
    field count = 10_000

    meth work(_packet) {
        count--
        return system.hold_self if count == 0
        if control & 1 == 0 {
            control = control.div(2)
            system.release(device_a)
        } else {
            control = (control - 1).div(2) ^ 53256
            system.release(device_b)
        }
    }
}

class Worker :is Task {
    field destination = handler_a
    field count = 0

    meth work(packet) {
        return system.wait unless packet
        destination = destination == handler_a ? handler_b : handler_a
        packet.identity = destination
        packet.datum = 1
        let data = packet.data
        for ^4 -> i {
            count++
            count = 1 if count > 26
            data[i] = 65 + count - 1
        }
        system.queue_packet(packet)
    }
}

class Handler :is Task {
    field works = nil
    field devices = nil

    meth work(packet) {
        if packet {
            if packet.kind == work_packet {
                works = append(packet, works)
            } else {
                devices = append(packet, devices)
            }
        }
        return system.wait unless works
        let job = works
        let count = job.datum
        if count > 4 {
            works = job.link
            return system.queue_packet(job)
        }
        return system.wait unless devices
        let device = devices
        devices = device.link
        device.datum = job.data[count - 1]
        job.datum = count + 1
        system.queue_packet(device)
    }
}

class Device :is Task {
    field kept = nil

    meth work(packet) {
        if packet {
            kept = packet
            system.hold_self
        } elsif kept {
            let p = kept
            kept = nil
            system.queue_packet(p)
        } else {
            system.wait
        }
    }
}

class System {
    field tasks = nil
    field table = Array.new(7, nil)
    field current = nil
    field queued :ro = 0
    field held :ro = 0

    // Makes a task of the class in front of the others. `queue` is what it finds to do.
    meth add(kind, identity, priority, queue, waiting) {
        tasks = kind.new(link => tasks, identity => identity, priority => priority, input => queue, system => self,
            waiting => waiting, pending => queue ? true : false)
        table[identity] = tasks
    }

    meth schedule {
        current = tasks
        while current {
            if current.is_stopped {
                current = current.link
            } else {
                current = current.run
            }
        }
    }

    meth hold_self {
        held++
        current.holding = true
        current.link
    }

    meth wait {
        current.waiting = true
        current
    }

    meth release(identity) {
        let task = table[identity]
        task.holding = false
        task.priority > current.priority ? task : current
    }

    meth queue_packet(packet) {
        let task = table[packet.identity]
        queued++
        packet.link = nil
        packet.identity = current.identity
        task.add_input(packet, current)
    }
}

fn packets(count, identity, kind) {
    (^count).reduce(nil) {|queue, _i| Packet.new(link => queue, identity => identity, kind => kind) }
}

fn richards {
    let s = System.new
    s.add(Idler, idler, 0, nil, false)
    s.add(Worker, worker, 1000, packets(2, worker, work_packet), true)
    s.add(Handler, handler_a, 2000, packets(3, device_a, device_packet), true)
    s.add(Handler, handler_b, 3000, packets(3, device_b, device_packet), true)
    s.add(Device, device_a, 4000, nil, true)
    s.add(Device, device_b, 5000, nil, true)
    s.schedule
    [s.queued, s.held]
}

repeated('awfy_richards', ARGV[0].num, [23_246, 9_297], richards)
