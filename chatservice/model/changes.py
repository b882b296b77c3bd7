"""Changes of a text, merged by operational transformation.

Change sets that start from the same text are mapped over one another; at the same position the
accepted one stays before the newcomer. Everything is as in ``@codemirror/state`` 6.7
(src/change.ts), so that an editor in a browser computes the same; tests/live/test_changes_in_node.py
compares them. Lengths and positions are UTF-16 units.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

import msgspec

from chatservice.model.sections import MismatchedLength, Section, Sections, compose, map_over
from chatservice.model.utf16 import Units, from_units, to_units

# The stored form of one replaced range: (from, to, text), positions in the text before the change.
Splice = tuple[int, int, str]


class ChangeSet(msgspec.Struct, frozen=True, gc=False):
    """Covers a whole text, of exactly `length`: a row of sections, kept or replaced. Adjacent sections
    are kept apart where mapping of positions needs it, as in CodeMirror.

    Any method raises MismatchedLength.
    """

    sections: tuple[Section, ...]

    @classmethod
    def of(cls, splices: Iterable[Splice], length: int) -> Self:
        """`splices` are sorted, do not overlap and lie within `length`."""
        sections = Sections()
        position = 0
        for start, end, text in splices:
            if start < position or end < start or end > length:
                raise MismatchedLength(f"invalid range {start} to {end} of {length}")
            sections.add(start - position, None)
            sections.add(end - start, to_units(text))
            position = end
        sections.add(length - position, None)
        return cls(sections.close())

    @classmethod
    def unchanged(cls, length: int) -> Self:
        return cls(((length, None),) if length else ())

    def splices(self) -> list[Splice]:
        return [(start, end, from_units(text)) for start, end, text in self._replaced()]

    def _replaced(self) -> Iterator[tuple[int, int, Units]]:
        position = 0
        for length, text in self.sections:
            if text is not None:
                yield position, position + length, text
            position += length

    @property
    def length(self) -> int:
        return sum([length for length, _ in self.sections])

    @property
    def new_length(self) -> int:
        return sum([length if text is None else len(text) for length, text in self.sections])

    @property
    def is_empty(self) -> bool:
        return not self.sections or (len(self.sections) == 1 and self.sections[0][1] is None)

    def apply(self, text: Units) -> Units:
        pieces: list[str] = []
        position = 0
        for length, new in self.sections:
            pieces.append(text[position : position + length] if new is None else new)
            position += length
        if position != len(text):
            raise MismatchedLength(f"changes of {position} units, a text of {len(text)}")
        return Units("".join(pieces))

    def invert(self, text: Units) -> Self:
        """The change set that undoes this one; `text` is the one before it."""
        sections: list[Section] = []
        position = 0
        for length, new in self.sections:
            old = Units(text[position : position + length])
            sections.append((length, None) if new is None else (len(new), old))
            position += length
        return type(self)(tuple(sections))

    def compose(self, other: Self) -> Self:
        """This change set followed by `other`, as one. `other` starts from the text this one produces."""
        if self.is_empty:
            return other
        if other.is_empty:
            return self
        return type(self)(compose(self.sections, other.sections))

    def map(self, other: Self, before: bool = False) -> Self:
        """This change set, rewritten to apply after `other`, which starts from the same text.

        `before`: at a position where both insert, this one's text comes first. For any A and B,
        ``A.compose(B.map(A))`` and ``B.compose(A.map(B, before=True))`` produce the same text.
        """
        if other.is_empty:
            return self
        return type(self)(map_over(self.sections, other.sections, before))

    def map_position(self, position: int, assoc: int = -1) -> int:
        """`position` in the text after the changes. Text inserted exactly there moves it forward; with
        a negative `assoc` it stays with the character before it."""
        old = new = 0
        for length, text in self.sections:
            end = old + length
            if text is None:
                if end > position:
                    return new + position - old
                new += length
            else:
                if end > position or (end == position and assoc < 0 and not length):
                    return new if position == old or assoc < 0 else new + len(text)
                new += len(text)
            old = end
        if position > old:
            raise MismatchedLength(f"position {position} of {old}")
        return new


def compose_all(changes: Sequence[ChangeSet]) -> ChangeSet:
    """Successive change sets, at least one, as one. Composes by halves, so that a long result is not
    traversed again for each short change."""
    if len(changes) == 1:
        return changes[0]
    middle = len(changes) // 2
    return compose_all(changes[:middle]).compose(compose_all(changes[middle:]))
