"""The dialect of people, outgoing: each event as lines for a bare terminal.

The server's own lines begin with ``* ``, refusals with ``! ``, everything that users say with
``[``. Names and rooms cannot begin with any of these, and user input is made harmless, so a
user can forge no other kind of line.
"""

from functools import lru_cache
from typing import get_args

from chatservice.model.events import (
    Came,
    Deleted,
    Edited,
    Error,
    Event,
    Line,
    MarksChanged,
    Message,
    PinSet,
    PollAsked,
    PollClosed,
    PollIs,
    ReactionList,
    ReactionSet,
    Renamed,
    RunEnded,
    RunPlace,
    RunPrinted,
    RunStarted,
    RunTyped,
    Went,
)
from chatservice.model.names import is_lobby
from chatservice.model.preferences import ClockStyle, TerminalView
from chatservice.wire import run_words, sanitize
from chatservice.wire.codec import Codec
from chatservice.wire.event_text import notices
from chatservice.wire.line_heads import address, answered, between, by, direct, topic_of
from chatservice.wire.past_text import PAGES, PastLines
from chatservice.wire.sanitize import line, prefixed

HEADS = 4096  # cached line prefixes
VIEWS = 256  # of terminals, remembered


class TextCodec:
    """`view` is what its readers want to see."""

    name = "text"
    echo = False  # the terminal has echoed it
    acks = False
    by_viewer = True
    joins = True
    lists = False
    encode_all = None
    patient = True

    def __init__(self, view: TerminalView = TerminalView()) -> None:  # noqa: B008 (a constant)
        self._view = view
        self._stamps = view.numbers or view.time is not ClockStyle.OFF

    def encode(self, event: Event, viewer: str) -> bytes:
        if type(event) is Message:
            if self._stamps:
                return self._live(event, viewer)
            text = event.text
            if event.re or event.topic or not (text.isascii() and text.isprintable()):
                return _message(event, viewer)
            # Nearly every delivered line: one look at the text, and a cached head.
            room = event.room
            head = _head(room, event.sender, event.action, viewer if room[:1] == "@" else "")
            return b"%b%b\n" % (head, text.encode())
        if isinstance(event, PAGES):
            return PastLines(self._view, viewer).page(event).encode()
        if self._stamps and isinstance(event, Line) and not isinstance(event, RunEnded):
            return self._live(event, viewer)
        if not self._view.joins and isinstance(event, Came | Went):
            return b""
        if isinstance(event, Renamed) and event.told:
            return b""
        if isinstance(event, Error):
            return prefixed("! ", [line(event.text)])
        if isinstance(event, LOCATED):
            return prefixed(_mark(event, viewer), _of_run(event))
        return prefixed("* ", notices(event))

    def _live(self, event: Line, viewer: str) -> bytes:
        return PastLines(self._view, viewer).live(event).encode()


# Events whose words do not name their room, which may be another than the current one.
Located = (
    RunStarted
    | RunPrinted
    | RunTyped
    | RunPlace
    | RunEnded
    | Edited
    | Deleted
    | ReactionSet
    | PinSet
    | PollAsked
    | PollClosed
    | PollIs
    | MarksChanged
    | ReactionList
)
LOCATED = get_args(Located)


def _mark(event: Located, viewer: str) -> str:
    return "* " if is_lobby(event.room) else f"* [{line(address(event.room, viewer))}] "


def _of_run(event: Event) -> list[str]:
    return run_words.ended_live(event) if isinstance(event, RunEnded) else notices(event)


@lru_cache(maxsize=VIEWS)
def _of(view: TerminalView) -> TextCodec:
    return TextCodec(view)


TEXT = _of(TerminalView())


def viewed(codec: Codec, view: TerminalView) -> Codec:
    """The codec for people who want to see that; the same unless it is for terminals. Equal ones are one
    object, so that their readers share what is encoded."""
    return _of(view) if isinstance(codec, TextCodec) else codec


def _message(event: Message, viewer: str) -> bytes:
    """`[lobby #topic] alice (re #40): text`."""
    if event.room[:1] == "@":
        head = direct(event, viewer, topic_of(event), answered(event))
    else:
        head = f"[{line(event.room)}{topic_of(event)}] {by(event.sender, event.action, answered(event))}"
    return prefixed(head, sanitize.lines(event.text))


@lru_cache(maxsize=HEADS)
def _head(room: str, sender: str, action: bool, viewer: str) -> bytes:
    head = between(room, sender, action, viewer) if viewer else f"[{line(room)}] {by(sender, action)}"
    return head.encode()
