"""Events as IRC messages, for all readers who have the same capabilities.

The source of a message does not depend on the reader, so a line in a room is the same bytes for
everyone with the same capabilities. What only programs understand has the plain words that a terminal
gets, as a notice of the server.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from chatservice.model.events import Event, Logged, Message
from chatservice.wire.event_text import notices
from chatservice.wire.irc.caps import MULTILINE
from chatservice.wire.irc.message import BODY_MAX, NO_TAGS, Tags, body, format_tags, pieces
from chatservice.wire.irc.names import CHANNEL, nick
from chatservice.wire.irc.view import NO_EXTRA, PeopleView, source
from chatservice.wire.line_heads import other
from chatservice.wire.sanitize import lines

EventWords = Callable[["IrcCodec", Any, str], bytes]


TIME_MAX = 253_402_300_799.0  # the end of the year 9999


def stamp(ts: float) -> str:
    """A time as the tag has it, to the millisecond."""
    milliseconds = int(min(TIME_MAX, max(0.0, ts)) * 1000 + 0.0005)  # 0 for what is no number
    seconds = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{seconds:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def message_id(rid: str, seq: int) -> str:
    return f"{rid.removeprefix('!')}-{seq}"


class IrcCodec:
    name = "irc"
    echo = False  # the connection writes what its own client said: it knows the label
    acks = True
    by_viewer = True
    joins = False
    lists = False
    encode_all = None
    patient = True

    def __init__(
        self, caps: frozenset[str], people: PeopleView, words: "Mapping[type[Event], EventWords]"
    ) -> None:
        """`words` has what is not a message said by somebody."""
        self.caps = caps
        self.people = people
        self._words = words
        self._batches = {MULTILINE, "batch"} <= caps
        self._tagged = bool(caps & {"server-time", "message-tags", "account-tag"})

    def encode(self, event: Event, viewer: str) -> bytes:
        if type(event) is Message:
            return self.line(event, viewer, event.text, event.action)
        return self.encode_with(event, viewer, NO_TAGS)

    def encode_with(self, event: Event, viewer: str, more: Tags) -> bytes:
        """With `more` tags on each message."""
        if type(event) is Message:
            return self.line(event, viewer, event.text, event.action, more)
        words = self._words.get(type(event))
        data = words(self, event, viewer) if words is not None else self.plain(event, viewer)
        return format_tags(more).encode("utf-8", "replace") + data if more and data else data

    # Lines.

    def line(
        self, event: Logged, viewer: str, text: str, action: bool = False, more: Tags = NO_TAGS
    ) -> bytes:
        """`text` as said by the event's sender: a message for each of its lines."""
        mine = bool(viewer) and event.sender == viewer
        if mine and "echo-message" not in self.caps and not more and other(event.room, viewer) != viewer:
            return b""  # a client without it takes its own words for another's
        extra = self.people.extra_of(event.rid, event.seq)
        if extra is NO_EXTRA and not (self._tagged or more or action) and text.isprintable():
            source, target = self.source(event.sender), self.target(event.room, event.sender, viewer)
            data = f":{source} PRIVMSG {target} :{text}\r\n".encode("utf-8", "replace")
            if len(data) <= BODY_MAX + 2:  # as below, in less time: nearly all lines are such
                return data
        head = body(
            self.source(event.sender), extra.command, self.target(event.room, event.sender, viewer), ""
        )
        own = {**self._relations(event), **self._own(extra.tags)}
        cut = list(self._cut(text, action, len(head) - 2, extra.cuts))
        first = {**self.tags(event), **more, **own}
        if len(cut) > 1 and self._batches:
            return self._batch(event, first, head[:-2], cut)
        data = b""
        for piece, _ in cut:
            if piece or len(cut) == 1:  # a blank line says nothing to those who do not see that it is one
                data += format_tags(first).encode("utf-8", "replace") + head[:-2]
                data += piece.encode("utf-8", "replace") + b"\r\n"
                first = {**self.tags(event, False), **more, **own}
        return data

    def _batch(self, event: Logged, tags: Tags, head: bytes, cut: Iterable[tuple[str, bool]]) -> bytes:
        """A message of several lines, for clients that put them together (draft/multiline)."""
        source, _, target = head.split(b" ")[:3]
        reference = b"m%d" % event.seq
        data = format_tags(tags).encode("utf-8", "replace")
        data += b"%b BATCH +%b %b %b\r\n" % (source, reference, MULTILINE.encode(), target)
        for piece, continues in cut:
            concat = b";draft/multiline-concat" if continues else b""
            data += b"@batch=%b%b %b%b\r\n" % (reference, concat, head, piece.encode("utf-8", "replace"))
        return data + b"%b BATCH -%b\r\n" % (source, reference)

    def _cut(self, text: str, action: bool, used: int, cuts: tuple[int, ...]) -> Iterator[tuple[str, bool]]:
        """The pieces of `text`, each with whether it continues the line before."""
        start = 0
        for end in (*cuts, len(text)):
            part = text[start:end]
            for number, words in enumerate(lines(part) if not _is_coded(part) else [part]):
                for place, piece in enumerate(pieces(words, BODY_MAX - used - (10 if action else 0))):
                    continues = place > 0 or (start > 0 and number == 0)
                    yield f"\x01ACTION {piece}\x01" if action else piece, continues
            start = end

    def _own(self, tags: tuple[tuple[str, str], ...]) -> Tags:
        return dict(tags) if "message-tags" in self.caps else NO_TAGS

    def _relations(self, event: Logged) -> Tags:
        if "message-tags" in self.caps and isinstance(event, Message) and event.re:
            return {"+draft/reply": message_id(event.rid, event.re)}
        return NO_TAGS

    def tags(self, event: Logged, numbered: bool = True) -> Tags:
        if not self._tagged:
            return NO_TAGS
        tags = {}
        if "server-time" in self.caps:
            tags["time"] = stamp(event.ts)
        if "message-tags" in self.caps and numbered:
            tags["msgid"] = message_id(event.rid, event.seq)
        if "account-tag" in self.caps and (account := self.people.account(event.sender)):
            tags["account"] = nick(account)
        if "message-tags" in self.caps and self.people.is_bot(event.sender):
            tags["bot"] = ""
        return tags

    def source(self, name: str) -> str:
        return source(self.people, name, nick(name))

    def target(self, room: str, sender: str, viewer: str) -> str:
        """Whom a message there is to."""
        if room[:1] == "@":
            return nick(other(room, viewer) if sender == viewer else viewer)
        return CHANNEL + room

    def by(self, event: Logged, command: str, *params: str) -> bytes:
        """A message of the sender of a logged event."""
        return format_tags(self.tags(event)).encode("utf-8", "replace") + body(
            self.source(event.sender), command, *params
        )

    def plain(self, event: Event, viewer: str) -> bytes:
        """The words that a terminal gets, as a notice."""
        room, server = getattr(event, "room", ""), self.people.server
        target = CHANNEL + room if room and room[:1] not in ("@", "*") else nick(viewer) if viewer else ""
        tags = format_tags(self.tags(event)).encode("utf-8", "replace") if isinstance(event, Logged) else b""
        return b"".join(
            tags + body(server, "NOTICE", target or "*", piece)
            for words in notices(event)
            for piece in pieces(words, BODY_MAX - len(f":{server} NOTICE {target} :".encode()))
        )


def _is_coded(text: str) -> bool:
    """Whether it is formatted as IRC does, or a request of the client protocol: one line that is kept."""
    return text.isprintable() or not any(character in text for character in "\r\n\0")
