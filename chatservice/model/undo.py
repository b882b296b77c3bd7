"""Undo and redo of your own edits only, while others write in the same text.

A stack holds the inverse of each own edit. Changes by others are mapped down the stack lazily: the top
entry collects those it was not mapped over yet, and passes them on, mapped over itself, to the entry
below when it is used.
"""

from collections.abc import Iterator

from chatservice.model.changes import ChangeSet, compose_all
from chatservice.model.utf16 import Units

DEPTH = 500  # edits that can be undone
JOIN_SECONDS = 0.5  # edits that touch and follow this closely are undone as one
UNSEEN = 500  # changes by others before they are composed into one


class _Entry:
    """`inverse` applies to the current text once it is mapped over `unseen`."""

    __slots__ = ("inverse", "unseen", "when")

    def __init__(self, inverse: ChangeSet, when: float) -> None:
        self.inverse = inverse
        self.when = when
        self.unseen: list[ChangeSet] = []


class UndoHistory:
    """The caller applies what `undo` and `redo` return as an own edit, without recording it."""

    def __init__(self) -> None:
        self._done: list[_Entry] = []
        self._undone: list[_Entry] = []

    def record(self, changes: ChangeSet, text: Units, when: float) -> None:
        """An own edit of `text`; `when` is in seconds of any clock."""
        self._undone.clear()
        inverse = changes.invert(text)
        last = self._done[-1] if self._done else None
        if last and when - last.when <= JOIN_SECONDS:
            self._settle(self._done)
            if _touch(last.inverse, changes):
                last.inverse, last.when = inverse.compose(last.inverse), when
                return
        self._done.append(_Entry(inverse, when))
        del self._done[:-DEPTH]

    def others(self, changes: ChangeSet) -> None:
        """A change by others, as it was applied to the shown text."""
        for stack in (self._done, self._undone):
            if stack:
                stack[-1].unseen.append(changes)
                if len(stack[-1].unseen) > UNSEEN:
                    stack[-1].unseen = [compose_all(stack[-1].unseen)]

    def undo(self, text: Units) -> ChangeSet | None:
        """The change that undoes the last own edit of which something is left in `text`, or None."""
        return self._take(self._done, self._undone, text)

    def redo(self, text: Units) -> ChangeSet | None:
        return self._take(self._undone, self._done, text)

    def _take(self, stack: list[_Entry], other: list[_Entry], text: Units) -> ChangeSet | None:
        while stack:
            self._settle(stack)
            entry = stack.pop()
            if not entry.inverse.is_empty:
                # The next edit is not joined with it.
                other.append(_Entry(entry.inverse.invert(text), float("-inf")))
                if stack:
                    stack[-1].when = float("-inf")
                return entry.inverse
        return None

    def _settle(self, stack: list[_Entry]) -> None:
        """Maps the top entry over all changes it has not seen, and passes them to the one below."""
        entry = stack[-1]
        below: list[ChangeSet] = []
        for changes in entry.unseen:
            below.append(changes.map(entry.inverse, before=True))
            entry.inverse = entry.inverse.map(changes)
        entry.unseen = []
        if len(stack) > 1:
            stack[-2].unseen += below


def _touch(inverse: ChangeSet, changes: ChangeSet) -> bool:
    """Whether `changes` touch the edit that `inverse` undoes. Both start from the same text."""
    return any(
        start <= other_end and other_start <= end
        for start, end in _ranges(inverse)
        for other_start, other_end in _ranges(changes)
    )


def _ranges(changes: ChangeSet) -> Iterator[tuple[int, int]]:
    for start, end, _ in changes.splices():
        yield start, end
