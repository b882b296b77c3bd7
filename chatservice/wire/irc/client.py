"""One IRC client: what it has told of itself, and how its messages are answered.

A message becomes commands of the chat, and their answers become replies. All that is written in answer
to one message goes through its `IrcReply`, which labels it if the client asked for that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, Protocol

from chatservice.errors import Fault
from chatservice.model.commands import Command
from chatservice.model.events import Event, RoomInfo
from chatservice.wire.irc import caps as capabilities
from chatservice.wire.irc.codec import IrcCodec
from chatservice.wire.irc.event_words import Codecs
from chatservice.wire.irc.message import IrcMessage, body, escaped, tagged
from chatservice.wire.irc.names import nick
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.states import IrcStage, OpenBatch, SaslState
from chatservice.wire.irc.view import Extra, OwnView, source

Then = Callable[[Event | Fault | None], None]
LABEL_MAX = 64
OF_BATCH = "line of a batch"  # no client can send it as a command: it has blanks


class IrcDoor(Protocol):
    """The connection behind a client."""

    @property
    def view(self) -> OwnView: ...

    @property
    def codecs(self) -> Codecs: ...

    @property
    def name(self) -> str:
        """The name of the person that they are; empty before they have signed in."""
        ...

    def offered(self, values: bool) -> dict[str, str]:
        """The capabilities with their values; those that mean nothing without one only with `values`."""
        ...

    def sites(self) -> Mapping[str, str]:
        """Addresses of the server on the web that limits name, by token."""
        ...

    def push_key(self) -> str:
        """The key by which push services know the server; empty if it sends no notifications."""
        ...

    def ask(self, command: Command, then: Then) -> None:
        """Carry out `command` after all earlier ones; `then` is called with its answer."""
        ...

    def write(self, data: bytes) -> None: ...

    def in_pieces(self, steps: Iterator[None]) -> None:
        """Take one of the `steps` after the other, each when others have had their turn and the client has
        read what was written before. What the client sends meanwhile is answered after the last."""
        ...

    def change_codec(self, codec: IrcCodec) -> None:
        """From now on events are encoded with another one."""
        ...

    def end(self, last: bytes, goodbye: bool) -> None:
        """Close the connection after what waits and the `last` words."""
        ...

    def remember(self, rid: str, seq: int, extra: Extra) -> None:
        """What IRC says of a line and the log does not keep."""
        ...

    def show(self, user: str, real_name: str) -> None:
        """What others see of them, from now on."""
        ...

    def set_mode(self, letter: str, on: bool) -> None:
        """A mode of theirs: B for a bot, i for invisible, w for wallops."""
        ...

    def settle(self) -> None:
        """Deliver what was committed, before what is written next."""
        ...

    def now(self) -> float:
        """Seconds since 1970."""
        ...

    def active(self) -> None:
        """They said something just now."""
        ...

    def parting(self, room: str, reason: str) -> None:
        """Why they leave that room, or (empty) the server."""
        ...

    def watch(self, folded: str, on: bool) -> None:
        """Whether they are told when somebody of that name comes and goes."""
        ...

    def mark(self, label: str) -> float:
        """Up to which time (seconds since 1970) they have read that room; 0 if unknown."""
        ...

    def set_mark(self, label: str, time: float) -> None: ...

    def may_read(self) -> bool:
        """Count a query; False if there were too many."""
        ...

    def new_id(self) -> str:
        """An id for a message that is stored nowhere."""
        ...

    def pass_on(self, label: str, tags: Mapping[str, str]) -> Fault | None:
        """Write clients' own tags to the IRC clients in that room, or of that person; why not, if so."""
        ...

    def tell_operators_notice(self, data: bytes) -> None:
        """Write that to the IRC clients that want notices of operators (the mode w)."""
        ...

    def uptime(self) -> float:
        """For how many seconds the server has been there."""
        ...

    def devices(self) -> "Iterable[IrcClient]":
        """Their other IRC clients."""
        ...

    def neighbours(self, capability: str, data: bytes) -> None:
        """Write that to the IRC clients with that capability who share a room with them."""
        ...


@dataclass
class IrcClient:
    door: IrcDoor
    stage: IrcStage = IrcStage.NEW
    wanted_nick: str = ""  # as they gave it, before they are in
    user: str = ""
    real_name: str = ""
    password: str = ""
    away: str = ""  # as they said before they were in
    caps: set[str] = field(default_factory=set)
    version: int = 301  # of capability negotiation
    negotiating: bool = False
    sasl: SaslState | None = None
    batch: OpenBatch | None = None
    channels: dict[str, str] = field(default_factory=dict)  # the rooms that they know to be in: rid, name
    brought: "Sequence[RoomInfo]" = ()  # the rooms in which they are by the login
    monitored: dict[str, str] = field(default_factory=dict)  # folded: as they wrote it
    subscribed: dict[str, None] = field(default_factory=dict)  # the keys of metadata that they follow
    early_metadata: dict[str, str] = field(default_factory=dict)  # what they set before they were in
    labels: dict[tuple[str, int], str] = field(default_factory=dict)  # of lines under way, by rid and seq
    echoes: "dict[tuple[str, int], IrcReply]" = field(default_factory=dict)  # to which their echo belongs
    told_marks: dict[str, bytes] = field(default_factory=dict)  # by room, as they were told last
    numbers: "count[int]" = field(default_factory=lambda: count(1))  # of batches

    @property
    def nick(self) -> str:
        name = self.door.name
        return nick(name) if name else self.wanted_nick or "*"

    @property
    def view(self) -> OwnView:
        return self.door.view

    @property
    def source(self) -> str:
        name = self.door.name
        return source(self.view, name, nick(name))

    @property
    def codec(self) -> IrcCodec:
        return self.door.codecs.of(frozenset(self.caps & capabilities.SHARED))

    def write(self, data: bytes) -> None:
        self.door.write(data)

    def batch_id(self) -> str:
        return f"b{next(self.numbers)}"

    def _is_of_batch(self, message: IrcMessage) -> bool:
        is_line = message.command in ("PRIVMSG", "NOTICE") and "batch" in message.tags
        return is_line and capabilities.MULTILINE in self.caps

    def receive(self, message: IrcMessage) -> None:
        label = message.tags.get("label", "") if "labeled-response" in self.caps else ""
        reply = IrcReply(self, message, label[:LABEL_MAX])
        in_batch = message.tags and self._is_of_batch(message)
        row = ROWS.get(OF_BATCH if in_batch else message.command)
        if self.stage is IrcStage.OVER:
            return
        if row is None:
            if self.stage is IrcStage.IN:
                reply.say(Numeric.UNKNOWNCOMMAND, message.command)
            else:
                reply.say(Numeric.NOTREGISTERED)
        elif not row.early and self.stage is not IrcStage.IN:
            reply.say(Numeric.NOTREGISTERED)
        elif len(message.params) < row.least:
            reply.say(Numeric.NEEDMOREPARAMS, message.command)
        elif row.reads and not self.door.may_read():
            reply.say(Numeric.TRYAGAIN, message.command)
        else:
            row.act(self, reply, message)
        reply.done()


class IrcReply:
    """What one message is answered with."""

    __slots__ = ("_batch", "_open", "_written", "client", "command", "label", "several", "used")

    def __init__(self, client: IrcClient, message: IrcMessage, label: str = "") -> None:
        self.client = client
        self.command = message.command
        self.label = label
        self.used = False  # whether the label goes with something that comes later
        self.several = False  # whether it is said to several at once: the echoes are one answer
        self._open = 1
        self._written: list[bytes] = []  # of an answer with a label, until it is complete
        self._batch = ""  # of an answer with a label that is not held back

    def say(self, numeric: Numeric, *params: str) -> None:
        words = (*params, numeric.text) if numeric.text else params
        self.send(body(self.client.view.server, numeric.code, self.client.nick, *words))

    def send(self, data: bytes) -> None:
        """One message."""
        if self._batch:
            in_another = b"batch=" in data.split(b" ", 1)[0]
            self.client.write(data if in_another else tagged(f"batch={self._batch}", data))
        elif self.label:
            self._written.append(data)
        else:
            self.client.write(data)

    def notice(self, text: str) -> None:
        self.send(body(self.client.view.server, "NOTICE", self.client.nick, text))

    def fail(self, code: str, context: tuple[str, ...], text: str) -> None:
        """A standard reply."""
        self.send(body(self.client.view.server, "FAIL", self.command, code, *context, text))

    def ask(self, command: Command, then: Then) -> None:
        """Carry out `command`; what `then` says belongs to this reply."""
        self.wait()
        self.client.door.ask(command, partial(self._answered, then))

    def _answered(self, then: Then, answer: Event | Fault | None) -> None:
        then(answer)
        self.done()

    def wait(self) -> None:
        """Something that belongs to it comes later, and is `done` then, too."""
        self._open += 1

    def done(self) -> None:
        """Nothing more is said, once all that was asked is answered."""
        self._open -= 1
        if self._open or not self.label or self.used:
            return
        written = self._written
        if not (written or self._batch):
            self.client.write(tagged(self._tag, body(self.client.view.server, "ACK")))
        elif len(written) == 1 and not _is_batch(written[0]):
            self.client.write(tagged(self._tag, written[0]))
        else:
            self.begin_batch()
            self.client.write(body(self.client.view.server, "BATCH", f"-{self._batch}"))

    @property
    def _tag(self) -> str:
        return f"label={escaped(self.label)}"

    def begin_batch(self) -> None:
        """It has several messages, and none is held back from now on."""
        if self._batch or not self.label:
            return
        self._batch = self.client.batch_id()
        opening = body(self.client.view.server, "BATCH", f"+{self._batch}", "labeled-response")
        self.client.write(tagged(self._tag, opening))
        written, self._written = self._written, []
        for data in written:
            self.send(data)

    def in_pieces(self, steps: Iterator[None]) -> None:
        """Go on with one of the `steps` after the other; each of them may `say` something."""
        for _ in steps:
            break
        else:
            return
        self.begin_batch()
        self.wait()

        def all_steps() -> Iterator[None]:
            yield from steps
            self.done()

        self.client.door.in_pieces(all_steps())


def _is_batch(data: bytes) -> bool:
    return data.count(b"\r\n") > 1


Act = Callable[[IrcClient, IrcReply, IrcMessage], None]


@dataclass(frozen=True)
class IrcRow:
    """A message that clients may send: with at least so many parameters; `early`: before they are in;
    `reads`: it is counted as a query, since no command is that answers it."""

    act: Act
    least: int
    early: bool
    reads: bool


ROWS: dict[str, IrcRow] = {}


def irc_command(
    *names: str, least: int = 0, early: bool = False, reads: bool = False
) -> Callable[[Act], Act]:
    def add(act: Act) -> Act:
        for name in names:
            ROWS[name] = IrcRow(act, least, early, reads)
        return act

    return add


def is_fault(answer: Any) -> bool:
    return isinstance(answer, Fault)
