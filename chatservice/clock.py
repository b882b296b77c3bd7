"""Two clocks, because one of them may be set.

The wall clock tells when something happened and when it expires. It goes back when an operator
or NTP sets it, when a virtual machine is resumed, when a machine starts with local time in its
hardware. Nothing may wait by it: every timer of a reactor that reads it stands still until it
has caught up. So waiting and measuring go by the monotonic clock, which is never set.
"""

import time
from collections.abc import Callable
from typing import Any


class SystemClock:
    """`core.ports.Clock`, on the timers of a reactor."""

    def __init__(self, reactor: Any) -> None:
        self.now: Callable[[], float] = time.time
        self.monotonic: Callable[[], float] = time.monotonic
        self.callLater: Callable[..., Any] = reactor.callLater


def steady(reactor: Any) -> None:
    """From now on the timers of `reactor` go by the monotonic clock. It has none yet:
    Twisted reads the wall clock (`twisted.python.runtime.seconds`), and keeps for each timer the
    time when it is due."""
    reactor.seconds = time.monotonic
