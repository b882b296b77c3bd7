"""Two clocks, because the wall clock can be set back.

The wall clock tells when something happened and when it expires. It goes back when an operator
or NTP sets it, when a virtual machine is resumed, or when a machine starts with local time in its
hardware clock. Timers must not use it: they would stand still until it has caught up. So waiting
and measuring use the monotonic clock, which cannot be set.
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
    """Make the timers of `reactor` use the monotonic clock, before it has any: Twisted reads the
    wall clock (`twisted.python.runtime.seconds`), and stores for each timer the time when it is
    due."""
    reactor.seconds = time.monotonic
