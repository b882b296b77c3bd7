# LANG: python
# EXPECT: ok
# MUST-PRINT: first
# MUST-NOT-PRINT: much later
# MAX-SECONDS: 5
# The program ends while a child holds its output and would print on: it is not waited for.
import os
import time

print("first", flush=True)
if os.fork() == 0:
    time.sleep(8)
    print("much later", flush=True)
