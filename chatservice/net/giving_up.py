"""Ends a process whose server cannot start: with status 1, even if threads are running."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any


def give_up(twistd: Mapping[str, Any], early: bool) -> None:
    """End the process now; the reason has been logged.

    twistd offers no way to set the status. `early`: the parent of a daemon is still waiting
    at a pipe for the result of the start.
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
