# LANG: python
# EXPECT: ok,exit,memory
# MUST-NOT-PRINT: ESCAPED
# What is sent and not read lies in the kernel: many sockets, each full.
import os
import socket
import time

pairs = 0
for child in range(20):
    if os.fork() == 0:
        kept = []
        try:
            while True:
                a, b = socket.socketpair()
                for s in (a, b):
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
                    s.setblocking(False)
                    try:
                        while True:
                            s.send(b"x" * 100000)
                    except BlockingIOError:
                        pass
                kept.append((a, b))
        except OSError:
            pass
        print("pairs", len(kept), flush=True)
        time.sleep(4)
        os._exit(0)
time.sleep(3)
print("ESCAPED all of them are full")
