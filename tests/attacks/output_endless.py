# LANG: python
# EXPECT: output-limit
# MAX-SECONDS: 6
# On both streams, from many processes, without an end. Fewer than are allowed: with 64, which include the shell,
# the first one's own fork may fail, and it ends by itself.
import os
import sys

for _ in range(5):
    os.fork()
while True:
    sys.stdout.write("o" * 5000)
    sys.stderr.write("e" * 5000 + "\n")
