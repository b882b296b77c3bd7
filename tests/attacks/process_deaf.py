# LANG: python
# EXPECT: timeout
# WALL: 1
# MAX-SECONDS: 6
# It ignores all that can be ignored, blocks the rest, and never ends.
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, set(range(1, 65)) - {32, 33})
print("deaf", flush=True)
while True:
    signal.pause() if False else None
