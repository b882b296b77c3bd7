# LANG: python
# EXPECT: ok
# MUST-NOT-PRINT: ESCAPED|CANARY
# MUST-PRINT: DONE
# Datagrams, names and routes lead nowhere: there is an interface of its own, and no other.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(0.3)
for host in ("127.0.0.1", "255.255.255.255", "10.0.2.2", "169.254.169.254"):
    try:
        s.sendto(b"hello", (host, 18766))
        print("ESCAPED answer", host, s.recv(100))
    except OSError as e:
        print("held", host, e)
for name in ("localhost", "example.org", "host.docker.internal"):
    try:
        found = {a[4][0] for a in socket.getaddrinfo(name, 80)}
        print("ESCAPED" if name != "localhost" else "fine", name, found)
    except OSError as e:
        print("held", name, e)
names = [name for _, name in socket.if_nameindex()]
print("ESCAPED" if names != ["lo"] else "held", names)
print("DONE")
