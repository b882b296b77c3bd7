"""A change set as a list of kept and replaced sections: how two lists are composed and mapped.

A port of ``composeSets`` and ``mapSet`` of ``@codemirror/state`` 6.7 (src/change.ts), branch by branch:
which neighbours are joined, and which insertion comes first, must be the same on both sides.
"""

from chatservice.model.utf16 import EMPTY, Units

# Length in the text before, and what replaces it: None keeps it, empty text deletes it.
Section = tuple[int, Units | None]


class MismatchedLength(ValueError):
    """The change set starts from a text of another length: the caller has mixed up versions."""


class Sections:
    """Builds a list of sections; joins neighbours of one kind."""

    def __init__(self) -> None:
        self._lengths: list[int] = []
        self._texts: list[str | None] = []

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, length: int, text: str | None, join: bool = False) -> None:
        """`join`: extend the previous section, whatever its kind."""
        if not length and not text:
            return
        lengths, texts = self._lengths, self._texts
        if lengths:
            last = texts[-1]
            if not text and text == last:
                lengths[-1] += length
                return
            if join or not (length or lengths[-1]):
                lengths[-1] += length
                texts[-1] = (last or "") + (text or "")
                return
        lengths.append(length)
        texts.append(text)

    def close(self) -> tuple[Section, ...]:
        texts = [None if text is None else Units(text) for text in self._texts]
        return tuple(zip(self._lengths, texts, strict=True))


class _Reader:
    """Iterates over sections, also in parts. `length` is what remains of the current section in the
    text before; `size` what remains of its new text, or KEPT, or END. `taken` was read already."""

    __slots__ = ("_sections", "index", "length", "size", "taken", "text")

    KEPT = -1
    END = -2

    def __init__(self, sections: tuple[Section, ...]) -> None:
        self._sections = sections
        self.index = 0
        self.next()

    def next(self) -> None:
        self.taken = 0
        if self.index == len(self._sections):
            self.length, self.size, self.text = 0, self.END, EMPTY
            return
        self.length, text = self._sections[self.index]
        self.size = self.KEPT if text is None else len(text)
        self.text = text or EMPTY
        self.index += 1

    def forward(self, length: int) -> None:
        """Past `length` units of the text before."""
        if length == self.length:
            self.next()
        else:
            self.length -= length
            self.taken += length

    @property
    def new_length(self) -> int:
        return self.length if self.size < 0 else self.size

    def forward_new(self, length: int) -> None:
        """Past `length` units of the text after."""
        if self.size == self.KEPT:
            self.forward(length)
        elif length == self.size:
            self.next()
        else:
            self.size -= length
            self.taken += length


def compose(first: tuple[Section, ...], second: tuple[Section, ...]) -> tuple[Section, ...]:
    out = Sections()
    a, b = _Reader(first), _Reader(second)
    join = False  # the next piece belongs to the same replacement
    while not (a.size == a.END and b.size == b.END):
        if a.size == 0:
            out.add(a.length, EMPTY, join)
            a.next()
        elif b.length == 0 and b.size != b.END:
            out.add(0, b.text, join)
            b.next()
        elif a.size == a.END or b.size == b.END:
            raise MismatchedLength("the second change set does not start where the first ends")
        else:
            length, count = min(a.new_length, b.length), len(out)
            new = EMPTY if b.taken else b.text
            if a.size == a.KEPT:
                out.add(length, None if b.size == b.KEPT else new, join)
            elif b.size == b.KEPT:
                out.add(0 if a.taken else a.length, a.text[a.taken : a.taken + length], join)
            else:
                out.add(0 if a.taken else a.length, new, join)
            goes_on = a.size > length or (b.size >= 0 and b.length > length)
            join = goes_on and (join or len(out) > count)
            a.forward_new(length)
            b.forward(length)
    return out.close()


def map_over(changes: tuple[Section, ...], over: tuple[Section, ...], before: bool) -> tuple[Section, ...]:
    out = Sections()
    a, b = _Reader(changes), _Reader(over)
    written = 0  # index of the section of `a` whose new text is already in `out`

    while not (a.size == a.END and b.size == b.END):
        if (a.size == a.END and b.length) or (b.size == b.END and a.length):
            raise MismatchedLength("change sets of texts of different lengths")
        if a.size == a.KEPT and b.size == b.KEPT:
            length = min(a.length, b.length)
            out.add(length, None)
            a.forward(length)
            b.forward(length)
        elif b.size >= 0 and (a.size < 0 or written == a.index or _starts_first(b, a, before)):
            out.add(b.size, None)
            length = b.length
            while length:  # the part of `a` that it covers
                if a.size == a.END:
                    raise MismatchedLength("change sets of texts of different lengths")
                piece = min(a.length, length)
                if a.size >= 0 and written < a.index and a.length <= piece:
                    out.add(0, a.text)
                    written = a.index
                a.forward(piece)
                length -= piece
            b.next()
        else:
            covered, left = _up_to_next_text(a, b)
            out.add(covered, EMPTY if written == a.index else a.text)
            written = a.index
            a.forward(a.length - left)
    return out.close()


def _starts_first(b: _Reader, a: _Reader, before: bool) -> bool:
    """Of two changes at one position: the shorter one, then by `before`."""
    return a.taken == 0 and (b.length < a.length or (b.length == a.length and not before))


def _up_to_next_text(a: _Reader, b: _Reader) -> tuple[int, int]:
    """How much of the replaced section of `a` still exists up to the next new text in `b`, skipping
    what `b` deletes; and how much of the section remains after that."""
    covered, left = 0, a.length
    while left:
        if b.size == b.KEPT:
            piece = min(left, b.length)
            covered += piece
            left -= piece
            b.forward(piece)
        elif b.size == 0 and b.length < left:
            left -= b.length
            b.next()
        else:
            break
    return covered, left
