# LANG: python
# EXPECT: memory,exit,signal
# MUST-NOT-PRINT: ESCAPED
# PEAK-MB: 1100
# Memory that is shared counts for no process's limit; only what watches all of them sees it.
import mmap
import os
import time

for child in range(8):
    if os.fork() == 0:
        m = mmap.mmap(-1, 300 << 20, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
        for place in range(0, len(m), 4096):
            m[place] = 1
        time.sleep(10)
        os._exit(0)
time.sleep(6)
print("ESCAPED 2400 MiB shared")
