# LANG: python
# EXPECT: memory,exit
# MUST-NOT-PRINT: ESCAPED
# Connections with themselves that are written to, and read only until their buffers have grown.
import socket
import time

server = socket.create_server(("127.0.0.1", 0), backlog=200)
ends, sent, block = [], 0, b"x" * (1 << 20)
for _ in range(50):
    out = socket.create_connection(server.getsockname())
    ends.append((out, server.accept()[0]))
for _ in range(40):
    for out, in_ in ends:
        out.setblocking(False)
        in_.setblocking(False)
        try:
            sent += out.send(block)
            in_.recv(1 << 19)
        except BlockingIOError:
            pass
held = 0
for out, in_ in ends:
    try:
        while True:
            held += out.send(block)
    except BlockingIOError:
        pass
print("held", held >> 20, "MiB in the kernel")
time.sleep(1)
print("ESCAPED" if held > 600 << 20 else "held back by the kernel")
raise SystemExit(3)
