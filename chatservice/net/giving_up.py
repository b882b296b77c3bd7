"""The end of a process whose server cannot start: with status 1, whatever threads are left."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any


def give_up(twistd: Mapping[str, Any], early: bool) -> None:
    """End the process now; why was said before.

    twistd, whose options these are, has no way to be given a status. `early`: a daemon's
    parent still waits to be told by a pipe whether it started.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    if twistd.get("pidfile"):
        with suppress(OSError):
            Path(twistd["pidfile"]).unlink()
    if early and twistd.get("statusPipe") is not None:
        with suppress(OSError):
            os.write(twistd["statusPipe"], b"1 the server does not start")
    os._exit(1)
