"""What the text being written is for, when it is no new line: it answers a line, or changes one. Pure."""

from typing import NamedTuple

TARGETS_MAX = 500  # conversations; beyond that, the oldest is dropped


class LineTarget(NamedTuple):
    """The line `seq` gets an answer, or (`edit`) another text; `before` is the draft to return to."""

    seq: int
    edit: bool = False
    before: str = ""


class LineTargets:
    """At most one target a conversation, by key."""

    def __init__(self) -> None:
        self._targets: dict[str, LineTarget] = {}

    def get(self, key: str) -> LineTarget | None:
        return self._targets.get(key)

    def put(self, key: str, target: LineTarget) -> None:
        self._targets[key] = target
        while len(self._targets) > TARGETS_MAX:
            del self._targets[next(iter(self._targets))]

    def drop(self, key: str) -> LineTarget | None:
        return self._targets.pop(key, None)
