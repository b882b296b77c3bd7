"""What the one file runs: the desktop client."""

import os

from chatservice.client.tk.__main__ import main

# The libraries of the file are for this process alone: programs that it starts have those of the system.
before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
os.environ.pop("LD_LIBRARY_PATH", None)
if before is not None:
    os.environ["LD_LIBRARY_PATH"] = before
main()
