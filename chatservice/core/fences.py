"""Programs in messages: blocks between lines of three backticks. Pure.

A block is in one message, or its lines are consecutive messages of one person, as typed at a
plain terminal; messages of others in between are not part of it. On a single line the program
follows its language: ```python print(1)```.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chatservice.model.records import Record

LINES_MAX = 2_000  # messages that one block may span
_INLINE = re.compile(r"`{3,}[ ]*([^\s`]+)[ ]+(.+?)[ ]*`{3,}")
# As in CommonMark (4.5): the closing fence is as long as the opening one, and has no text.
_OPENING = re.compile(r"[ ]{0,3}(`{3,}|~{3,})[ ]*([^\s`]*)[^`]*")
_CLOSING = re.compile(r"[ ]{0,3}(`{3,}|~{3,})\s*")


class Block(NamedTuple):
    """`line` is the seq of the message that it is in, or ends in."""

    line: int
    language: str
    source: str


def blocks(record: Record) -> list[Block]:
    """The complete blocks in one message, in order."""
    if not record.is_line:
        return []
    text = record.text.replace("\r\n", "\n")
    if "\n" not in text:
        inline = _INLINE.fullmatch(text.strip())
        return [Block(record.seq, inline[1], inline[2])] if inline else []
    return list(_between(record.seq, text.split("\n")))


def _between(seq: int, lines: Sequence[str]) -> Iterator[Block]:
    mark, language, begun = "", "", 0
    for place, line in enumerate(lines):
        if not mark:
            if opening := _OPENING.fullmatch(line):
                mark, language, begun = opening[1], opening[2], place + 1
        elif (closing := _CLOSING.fullmatch(line)) and closing[1].startswith(mark):
            yield Block(seq, language, "\n".join(lines[begun:place]))
            mark = ""


def newest(records: Sequence[Record]) -> list[Block]:
    """The blocks of the newest message that has any; `records` are oldest first."""
    for place in range(len(records) - 1, -1, -1):
        found = blocks(records[place]) or _over_lines(records, place)
        if found:
            return found
    return []


def at(records: Sequence[Record], line: int) -> list[Block]:
    """The blocks in the message at that seq, or the block that it is a line of."""
    for place, record in enumerate(records):
        if record.seq < line:
            continue
        if record.seq == line:
            found = blocks(record)
            if found or not record.is_line:
                return found
            actor = record.actor
        if record.actor == actor and (spread := _over_lines(records, place, line)):
            return spread
    return []


def _over_lines(records: Sequence[Record], end: int, within: int | None = None) -> list[Block]:
    """The block that ends with the message at the place `end`, and has the line `within` in it."""
    last = records[end]
    if not (last.is_line and _CLOSING.fullmatch(last.text)):
        return []
    lines: list[str] = []
    for record in reversed(records[max(0, end - 2 * LINES_MAX) : end]):
        if record.actor != last.actor or not record.is_line:
            continue
        opening = _OPENING.fullmatch(record.text)
        if opening is not None:
            if within is not None and record.seq > within:
                return []
            return [Block(last.seq, opening[2], "\n".join(reversed(lines)))] if lines else []
        lines.append(record.text)
        if len(lines) > LINES_MAX:
            return []
    return []
