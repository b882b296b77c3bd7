"""Leaves out the lines of people whom a reader ignores, while the cursor moves on.

Such a reader has a variant of its own, which equals the common one unless an ignored person has just
spoken: otherwise the filter costs nothing.
"""

from collections.abc import Collection

import msgspec

from chatservice.core.ports import Batch, Subscriber, Variant


class IgnoreFilter:
    """`inner`, without the events of the people whose ids are in `to`."""

    def __init__(self, inner: Variant, to: Collection[int]) -> None:
        self.inner = inner
        self.lists = inner.lists
        self._to = to

    def hears_all(self, batch: Batch) -> bool:
        return not any(actor in self._to for actor in batch.actors)

    def fanout(self, batch: Batch, outlets: Collection[Subscriber]) -> None:
        places = [place for place, actor in enumerate(batch.actors) if actor not in self._to]
        if places:
            rest = msgspec.structs.replace(
                batch,
                events=[batch.events[place] for place in places],
                origins=[batch.origins[place] for place in places],
                actors=[batch.actors[place] for place in places],
            )
            self.inner.fanout(rest, outlets)
