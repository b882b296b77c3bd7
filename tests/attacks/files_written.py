# LANG: python
# EXPECT: ok
# MUST-NOT-PRINT: ESCAPED
# MUST-PRINT: DONE
# What can be written is its own folders, and nothing else.
import os

for place in ("/", "/usr", "/usr/bin", "/usr/local", "/etc", "/run", "/dev", "/lib", "/proc", "/sys", "/proc/sys/kernel", "@CANARY_DIR@", "/root", "/home", "/var/tmp"):
    try:
        with open(f"{place}/pwned", "w") as f:
            f.write("x")
        print("ESCAPED wrote in", place)
    except OSError as e:
        print("held", place, e.strerror)
for file in ("/etc/passwd", "/run/script", "/run/sh", "/usr/bin/python3", "/proc/sys/kernel/core_pattern", "/proc/sys/vm/overcommit_memory", "/proc/sysrq-trigger", "/proc/1/oom_score_adj", "/sys/kernel/uevent_helper"):
    for how in (lambda: os.write(os.open(file, os.O_WRONLY), b"x"), lambda: os.truncate(file, 0), lambda: os.unlink(file), lambda: os.chmod(file, 0o777), lambda: os.rename(file, "/tmp/x"), lambda: os.chown(file, 0, 0), lambda: os.setxattr(file, "user.x", b"x")):
        try:
            how()
            print("ESCAPED changed", file)
        except OSError:
            pass
for place in ("/tmp", "/box", "/dev/shm"):
    with open(f"{place}/own", "w") as f:
        f.write("x")
print("DONE")
