# LANG: python
# EXPECT: ok
# MUST-NOT-PRINT: ESCAPED
# MUST-PRINT: DONE
# Processes by descriptor, by all numbers there are, and by what /proc lets one reach.
import os
import signal

seen = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
if len(seen) > 4 or os.getpid() > 64:
    print("ESCAPED sees", seen)
for pid in range(2, 70000, 1):
    if pid == os.getpid():
        continue
    try:
        fd = os.pidfd_open(pid)
    except OSError:
        continue
    signal.pidfd_send_signal(fd, 0)
    if pid > 64:
        print("ESCAPED reaches", pid)
for what in ("mem", "environ", "maps", "fd", "fdinfo", "auxv", "syscall", "stack", "map_files", "root", "cwd", "exe"):
    try:
        path = f"/proc/1/{what}"
        got = os.readlink(path) if what in ("root", "cwd", "exe") else os.listdir(path) if what in ("fd", "fdinfo", "map_files") else open(path, "rb").read(50)
        print("ESCAPED into the first process:", what, got)
    except OSError as e:
        print("held", what, e.strerror)
os.kill(1, signal.SIGKILL)
os.kill(1, signal.SIGSTOP)
print("DONE", flush=True)
