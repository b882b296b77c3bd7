"""What the search index knows of a line: the trigrams of its folded text, its room and its sender.

A query asks for the same terms, so it never finds less than the rule of `search`."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from chatservice.model.bodies import gist_of
from chatservice.model.search_text import searchable
from chatservice.model.values import ERASED, LINES, EventKind

TRIGRAM = 3
ASKED = 1_000  # characters of a text that trigrams are taken from

# A room is one trigram, a sender another: three characters of the private planes 15 and 16.
# A search for such characters may check lines in vain, but finds nothing in other rooms.
# 60,000^3 of each.
_BASE = 60_000
_ROOM = 0xF0000
_SENDER = 0x100000
TERMS_KEPT = 4096  # of rooms, and of senders
FILE_TERM = "\U000fff00\U000fff01\U000fff02"  # marks a file
OF_LINK = "://"

_SHARED = EventKind.FILE.value
_OF_JSON = frozenset({EventKind.RICH.value, EventKind.POLL.value, EventKind.FILE.value})
_KINDS = frozenset(kind.value for kind in LINES | {EventKind.POLL, EventKind.FILE})


SearchRow = tuple[int, int, str, int, str]  # id, room, kind, actor, text
ROW = "e.id, e.room_id, e.kind, e.actor_id, e.body"


def with_texts(rows: Iterable[SearchRow]) -> Iterator[SearchRow]:
    """The rows of a query, with the text of each line instead of its body."""
    for row in rows:
        id_, room, kind, actor, body = row
        yield row if kind not in _OF_JSON else (id_, room, kind, actor, gist_of(EventKind(kind), body))


def is_line(kind: str, text: str) -> bool:
    """Whether the event is a line that can be found. An erased line has no entry in the index: it
    was removed before the text was."""
    return kind in _KINDS and text != ERASED


@lru_cache(maxsize=TERMS_KEPT)
def room_term(room: int) -> str:
    """The single term that marks a line as being in `room`."""
    return _term(_ROOM, room)


@lru_cache(maxsize=TERMS_KEPT)
def sender_term(principal: int) -> str:
    return _term(_SENDER, principal)


def _term(first: int, number: int) -> str:
    high, rest = divmod(number, _BASE * _BASE)
    middle, low = divmod(rest, _BASE)
    return "".join(chr(first + digit) for digit in (high, middle, low))


def trigrams_of(word: str) -> Iterator[str]:
    text = without_nul(word[:ASKED])
    return (text[at : at + TRIGRAM] for at in range(len(text) - TRIGRAM + 1))


def without_nul(text: str) -> str:
    # NUL would end it for FTS5.
    return text.replace("\0", "\ufffd")


def entry(room: int, kind: str, actor: int, text: str) -> str:
    mark = FILE_TERM if kind == _SHARED else ""
    return room_term(room) + sender_term(actor) + mark + without_nul(searchable(text))
