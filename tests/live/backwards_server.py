"""A server whose wall clock goes back by a second at each look, as long as the file of the first
argument is there: the worst of what an operator, NTP or a resumed machine can do to it."""

import os
import sys
import time

where = sys.argv.pop(1)
real = time.time
looks = []


def stepped() -> float:
    if os.path.exists(where):
        looks.append(None)
    return real() - len(looks)


time.time = stepped  # before Twisted takes it

if __name__ == "__main__":
    from chatservice.__main__ import main

    main()
