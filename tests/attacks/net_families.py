# LANG: python
# EXPECT: ok
# MUST-NOT-PRINT: ESCAPED
# MUST-PRINT: DONE
# NEEDS: seccomp
# Families of sockets that no namespace shuts in (a virtual machine's host is one AF_VSOCK away), or that
# are parts of the kernel which programs need not reach.
import socket

for number in range(0, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        for protocol in ((0,) if number != socket.AF_NETLINK else range(1, 23)):
            try:
                s = socket.socket(number, kind, protocol)
            except OSError:
                continue
            allowed = number in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
            if not allowed or (kind == socket.SOCK_RAW and number != socket.AF_UNIX):
                print("ESCAPED family", number, kind, protocol)
            s.close()
try:
    a, b = socket.socketpair(socket.AF_UNIX)
    print("fine")
except OSError as e:
    print("ESCAPED? even a pair is refused", e)
print("DONE")
