# LANG: python
# EXPECT: output-limit
# MAX-SECONDS: 6
# On both streams, from many processes, without an end.
import os
import sys

for _ in range(6):
    os.fork()
while True:
    sys.stdout.write("o" * 5000)
    sys.stderr.write("e" * 5000 + "\n")
