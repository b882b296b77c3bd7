"""A server with a defect in what it does at start."""

import chatservice.tap
from chatservice.__main__ import main


def broken(*_, **__):
    raise ValueError("a secret that somebody said")


chatservice.tap.Process = broken

if __name__ == "__main__":
    main()
