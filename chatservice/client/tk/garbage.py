"""Garbage is collected in the window's thread only: Tk objects must not be freed by another thread,
and there are threads (for DNS lookups and thumbnails)."""

import gc
import itertools
from typing import Any

from twisted.internet.task import LoopingCall

SWEEP = 5.0  # seconds between two garbage collections
SWEEP_ALL = 12  # of them, then a full one


def start_sweeping(reactor: Any) -> LoopingCall:
    """Collect garbage from time to time, until the result is stopped."""
    gc.disable()
    gc.collect()
    gc.freeze()  # existing objects stay
    turns = itertools.count(1)
    sweeper = LoopingCall(lambda: gc.collect(2 if next(turns) % SWEEP_ALL == 0 else 1))
    sweeper.clock = reactor
    sweeper.start(SWEEP, now=False)
    return sweeper
