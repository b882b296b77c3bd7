# LANG: python
# EXPECT: ok
# MUST-NOT-PRINT: ESCAPED|CANARY-7f3a9|root:\$
# MUST-PRINT: DONE
# Nothing of the host's files is there, by any of the ways around a missing directory.
import os

ways = ["", "/proc/self/root", "/proc/1/root", "/proc/self/cwd/..", "/proc/thread-self/root/proc/1/root", "/dev/shm/.."]
files = ["@CANARY_DIR@/server.db", "/etc/shadow", "/root/.ssh", "/home", "/var", "/work", "/boot", "/sys/kernel", "/opt", "/srv", "/mnt", "/data"]
for way in ways:
    for file in files:
        path = way + file
        try:
            what = os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(100)
            print("ESCAPED", path, what)
        except OSError as e:
            print("held", path, e.strerror)
for fd in range(3, 64):
    try:
        print("ESCAPED open descriptor", fd, os.readlink(f"/proc/self/fd/{fd}"))
    except OSError:
        pass
if os.listdir("/usr/local"):
    print("ESCAPED /usr/local", os.listdir("/usr/local"))
print(sorted(os.listdir("/")), sorted(os.listdir("/dev")), os.listdir("/run"), os.listdir("/etc"))
if set(os.listdir("/dev")) - {"console", "core", "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty", "urandom", "zero"}:
    print("ESCAPED a device")
print("DONE")
