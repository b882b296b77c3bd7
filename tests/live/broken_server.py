"""A server with a defect in what it does at start."""

import chatservice.tap
from chatservice.__main__ import main


def broken(*_):
    raise ValueError("a secret that somebody said")


chatservice.tap.Site = broken

if __name__ == "__main__":
    main()
