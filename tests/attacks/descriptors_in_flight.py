# LANG: python
# EXPECT: ok,exit,memory
# MUST-NOT-PRINT: ESCAPED
# Descriptors that are on their way in a socket are nobody's, and count all the same.
import os
import socket

a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
b.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
a.setblocking(False)
sent = 0
try:
    for _ in range(2000):
        pipes = [end for _ in range(10) for end in os.pipe()]
        socket.send_fds(a, [b"x"], pipes)
        for end in pipes:
            os.close(end)
        sent += len(pipes)
    print("ESCAPED", sent)
except OSError as e:
    print("held after", sent, e)
