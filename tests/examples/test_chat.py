#!/usr/bin/env python3
"""The chat server with many clients, some of which vanish."""
import socket
import struct

from outside import Client, check, example, finish, free_port, serve, stop, wait_port

port = free_port()
server = serve([example("chat.mm"), str(port)])
check("listens", wait_port(port))

a, b = Client(port), Client(port)
a.send("/nick ann")
check("rename", "is now ann" in (a.until("is now ann") or ""))
b.send("/nick bob")
check("the other sees it", "is now bob" in (a.until("is now bob") or ""))
b.until("is now bob")
a.send("hello there")
check("talk", b.until("hello there") == "<ann> hello there")
b.send("/join den")
check("leaves", "bob leaves lobby" in (a.until("bob leaves") or ""))
check("joins", "bob joins den" in (b.until("joins den") or ""))
a.send("nobody hears this in the den")
b.send("/who")
check("who", b.until("* ") == "* bob")
b.send("/join lobby")
check("back", "bob joins lobby" in (a.until("bob joins lobby") or ""))

# Many clients; half of them vanish, some by a reset.
crowd = [Client(port) for _ in range(100)]
for i, c in enumerate(crowd):
    c.send(f"/nick c{i}")
for i, c in enumerate(crowd):
    check(f"client {i} is there", c.until(f"is now c{i}") is not None)
for i, c in enumerate(crowd[:50]):
    if i % 2:
        c.s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    c.close()
for i in range(50):
    check(f"client {i} is missed", a.until("leaves lobby") is not None)
a.send("who is left?")
for i, c in enumerate(crowd[50:]):
    check(f"client {50 + i} hears", c.until("<ann> who is left?") is not None)

long = Client(port)
long.send("x" * 100000)
check("a line too long does not hurt the others", True)
a.send("still here")
check("server lives", b.until("still here") is not None)
b.send("/quit")
check("bye", "bye" in (b.until("bye") or ""))
status = stop(server)
check("SIGTERM ends it", status == 143, str(status))
finish()
