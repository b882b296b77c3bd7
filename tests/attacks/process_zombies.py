# LANG: python
# EXPECT: ok,exit
# MUST-NOT-PRINT: ESCAPED
# MUST-PRINT: DONE
# The dead that nobody buries count, too.
import os
import time

made = 0
try:
    while made < 1000:
        if os.fork() == 0:
            os._exit(0)
        made += 1
    print("ESCAPED", made, "zombies")
except OSError as e:
    print("held after", made, e)
time.sleep(0.2)
print("DONE", flush=True)
