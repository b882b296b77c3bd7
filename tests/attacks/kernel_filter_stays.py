# LANG: python
# EXPECT: ok
# MUST-NOT-PRINT: ESCAPED
# MUST-PRINT: DONE
# What holds it cannot be put off: no_new_privs, the filter, capabilities, one mapped user.
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(38, 0, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
libc.prctl(22, 0, 0, 0, 0)  # PR_SET_SECCOMP
libc.prctl(8, 1, 0, 0, 0)  # PR_SET_KEEPCAPS
status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
for name, value in {"NoNewPrivs": "1", "Seccomp": "2", "CapEff": "0" * 16, "CapPrm": "0" * 16, "CapBnd": "0" * 16, "CapInh": "0" * 16}.items():
    if status[name] != value:
        print("ESCAPED", name, status[name])
for file in ("/proc/self/uid_map", "/proc/self/gid_map", "/proc/self/setgroups", "/proc/self/projid_map"):
    try:
        os.write(os.open(file, os.O_WRONLY), b"0 0 1" if "map" in file else b"allow")
        print("ESCAPED", file)
    except OSError as e:
        print("held", file, e.strerror)
if len(open("/proc/self/uid_map").read().split()) != 3:
    print("ESCAPED more than one user")
if any(os.geteuid() == 0 or uid == 0 for uid in os.getresuid()):
    print("ESCAPED is root")
for name in ("su", "sudo", "passwd", "newgrp", "mount", "ping", "pkexec", "chsh", "unshare"):
    pid = os.fork()
    if pid == 0:
        os.close(0)
        os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
        os.dup2(1, 2)
        os.open("/dev/null", os.O_RDONLY)
        try:
            os.execvp(name, [name, "-U", "-r", "id"])
        except OSError:
            os._exit(99)
    print(name, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
print("DONE")
