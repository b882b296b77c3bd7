# LANG: python
# EXPECT: ok,memory
# MUST-NOT-PRINT: ESCAPED
# PEAK-MB: 300
# The folders in memory have sizes; all of it together stays small.
import os

total = 0
for place in ("/tmp", "/box", "/dev/shm"):
    for number in range(50):
        try:
            with open(f"{place}/f{number}", "wb", buffering=0) as f:
                while True:
                    written = f.write(b"x" * (1 << 20))
                    total += written
                    if f.tell() > 30 << 20:
                        break
        except OSError as e:
            print(place, number, e)
            break
print("ESCAPED" if total > 200 << 20 else "held", total >> 20, "MiB")
