# LANG: python
# EXPECT: ok,memory,exit
# MUST-NOT-PRINT: ESCAPED
# Names, links and attributes are memory of the kernel's that is nobody's.
import os

made = 0
try:
    for number in range(40000):
        os.symlink("x" * 4000, f"/tmp/{number}")
        made += 1
    print("links", made)
except OSError as e:
    print("held after", made, e)
open("/tmp/a", "w").close()
kept = 0
try:
    for number in range(4000):
        path = f"/dev/shm/{number}"
        open(path, "w").close()
        for each in range(20):
            os.setxattr(path, f"user.{each}", b"x" * 30000)
            kept += 30000
    print("ESCAPED attributes", kept >> 20, "MiB") if kept > 300 << 20 else print("attributes", kept)
except OSError as e:
    print("held", kept, e)
