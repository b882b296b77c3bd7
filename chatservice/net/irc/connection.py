"""A connection of an IRC client: the shell around `wire.irc.client`."""

from collections.abc import Iterator, Sequence
from functools import partial

from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from chatservice.core.ports import Variant
from chatservice.core.session import Session
from chatservice.errors import Fault, LineTooLong
from chatservice.model import scram
from chatservice.model.commands import Command
from chatservice.model.events import Event, Logged, Message, Removed
from chatservice.net.connection import Connection
from chatservice.net.context import ServerContext
from chatservice.net.irc.server import IrcServer
from chatservice.net.irc.view import IrcView
from chatservice.net.parcel import Parcel
from chatservice.wire import fault_text
from chatservice.wire.irc import unasked
from chatservice.wire.irc.caps import METADATA, METADATA_2, OFFERED
from chatservice.wire.irc.client import IrcClient, Then
from chatservice.wire.irc.codec import IrcCodec
from chatservice.wire.irc.commands.metadata_sync import limits
from chatservice.wire.irc.decoder import IrcDecoder
from chatservice.wire.irc.message import NO_TAGS, Tags, TooLong, body, parse
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.view import Extra
from chatservice.wire.line_heads import other

FILEHOST = "/filehost"  # of the HTTP door
ICON = "/web/icon-512.png"
NO_CAPS: frozenset[str] = frozenset()
DONE = object()


class IrcConnection(Connection):
    """`wire.irc.client.IrcDoor` for its client."""

    view: IrcView

    def __init__(self, shared: ServerContext, server: IrcServer, encrypted: bool = False) -> None:
        self.server = server
        self.encrypted = encrypted
        self.codecs = server.codecs
        self.client = IrcClient(self)
        self._in = False
        super().__init__(shared, IrcDecoder(server.codecs.of(NO_CAPS)))

    def _connect(self, session: Session) -> None:
        super()._connect(session)
        self.view = self.server.view(session)
        self.server.connections[self] = None
        self.server.connected(1)

    # In.

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        try:
            message = parse(frame.decode())
        except UnicodeDecodeError:
            self._not_utf8(frame)
            return ()
        except TooLong:
            self._too_long()
            return ()
        if message is not None:
            self.client.receive(message)
        return ()

    def _let_stay(self) -> None:
        super()._let_stay()
        if not self._in:
            self._in = True
            self.server.connected(-1)

    def _not_utf8(self, frame: bytes) -> None:
        try:
            message = parse(frame.decode(errors="replace"))
        except TooLong:
            message = None
        command = message.command if message is not None and message.command.isalpha() else "*"
        self.write(body(self.view.server, "FAIL", command, "INVALID_UTF8", "Your message is not UTF-8"))

    def _too_long(self) -> None:
        numeric = Numeric.INPUTTOOLONG
        self.write(body(self.view.server, numeric.code, self.client.nick, numeric.text))

    # Out.

    def send(self, event: Event, room: int = 0, first: int = 0) -> None:
        if self._closing:
            return
        data = unasked.tell(self.client, event)
        if data is None:
            data = self.client.codec.encode(event, self.name)
        self._wait(Parcel(data, room, first))

    def refuse(self, fault: Fault, ref: str | int | None = None, key: str = "", room: str = "") -> None:
        self._shared.tally.refused(fault)
        if isinstance(fault, LineTooLong):
            self._too_long()
        elif not self._closing:
            self.write(body(self.view.server, "NOTICE", self.client.nick, fault_text.sentence(fault)))
        if fault.final:
            self.ended_by = fault

    def variant(self, viewer: str) -> Variant:
        return self.server.variant(self.client.codec, viewer)

    def own(self, event: Event, viewer: str) -> bytes:
        """What this client itself caused, as it gets it."""
        if type(event) is Message:
            delivered = self.client.codec.encode(event, viewer) if is_to_self(event) else b""
            if "echo-message" not in self.client.caps:
                return delivered
            reply = self.client.echoes.pop((event.rid, event.seq), None)
            if reply is not None:
                reply.send(self.client.codec.encode(event, viewer))
                reply.done()
                return delivered
            label = self.client.labels.pop((event.rid, event.seq), "")
            more = {"label": label} if label else NO_TAGS
            return self.client.codec.encode_with(event, viewer, more) + delivered
        if not isinstance(event, Logged) or isinstance(event, Removed):
            return b""  # the answer says so
        return self.client.codec.encode(event, viewer)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        person = self.session.person_or_none if self.session is not None else None
        if self.session is not None:
            self._leaves(self.session)
        super().connectionLost(reason)
        if self.server.connections.pop(self, self) is None and not self._in:
            self.server.connected(-1)
        for folded in self.client.monitored:
            self.server.watch(self, folded, False)
        if person is not None and not person.sessions:
            self.server.presence.forget(person.principal.id, person.name)

    def _leaves(self, session: Session) -> None:
        if session.person_or_none is not None and len(session.person.sessions) == 1:
            self.server.presence.leaves(session.principal.id, session.name)

    # wire.irc.client.IrcDoor.

    @property
    def name(self) -> str:
        return self.session.name if self.session is not None else ""

    def offered(self, values: bool) -> dict[str, str]:
        offered = dict(OFFERED)
        if self.encrypted:  # only there are clients asked for a certificate
            offered["sasl"] += ",EXTERNAL"
        if self._shared.settings.scram:
            offered["sasl"] += f",{scram.MECHANISM}"
        if self._shared.settings.registered_by == "closed":
            del offered["draft/account-registration"]
        settings = self._shared.settings
        offered[METADATA] = offered[METADATA_2] = limits(settings.max_metadata, settings.max_metadata_value)
        if values and (policy := self.server.transport_policy(self.encrypted)):
            offered["sts"] = policy
        return offered

    def sites(self) -> dict[str, str]:
        base = self._shared.chat.files.links.base
        found = {"draft/ICON": f"{base}{ICON}"} if base else {}
        if base and (base.startswith("https:") or not self.encrypted):  # clients would refuse it
            found |= dict.fromkeys(("draft/FILEHOST", "soju.im/FILEHOST"), f"{base}{FILEHOST}")
        return found

    def push_key(self) -> str:
        try:
            return self._shared.chat.push_sender.key()
        except Fault:
            return ""

    def ask(self, command: Command, then: Then) -> None:
        if self.session is not None:
            self.session.queue.ask(command, partial(self._answered, then))

    def _answered(self, then: Then, answer: Event | Fault | None) -> None:
        if isinstance(answer, Fault):
            self._shared.tally.refused(answer)
        then(answer)

    def write(self, data: bytes) -> None:
        if not self._closing:
            self._wait(Parcel(data))

    def in_pieces(self, steps: Iterator[None]) -> None:
        if self.frames is not None:
            self.frames.hold()
            self._later(steps)

    def _later(self, steps: Iterator[None]) -> None:
        self.drained().addCallback(lambda _: self._shared.clock.callLater(0, partial(self._step, steps)))

    def _step(self, steps: Iterator[None]) -> None:
        if self._closing or self.frames is None:
            return
        goes_on = False
        try:
            goes_on = next(steps, DONE) is not DONE
        finally:  # whatever fails, the client's next messages are answered
            if goes_on:
                self._later(steps)
            else:
                self.frames.release()

    def change_codec(self, codec: IrcCodec) -> None:
        self._door.codec = codec
        if codec is not self._codec:
            self._renew_variants()

    def end(self, last: bytes, goodbye: bool) -> None:
        if self.session is not None:
            self._leaves(self.session)
            self.session.lost(goodbye)
        self.write(last)
        self.hang_up()

    def remember(self, rid: str, seq: int, extra: Extra) -> None:
        self.server.presence.remember(rid, seq, extra)

    def show(self, user: str, real_name: str) -> None:
        if self.session is not None:
            self.server.presence.show(self.session.principal.id, user, real_name)
            self._let_stay()

    def set_mode(self, letter: str, on: bool) -> None:
        if self.session is not None:
            self.server.presence.set_mode(self.session.principal.id, letter, on)

    def settle(self) -> None:
        self._shared.chat.hub.flush()

    def parting(self, room: str, reason: str) -> None:
        view = self.view.room(room)
        self.server.presence.left(view.rid if view is not None else "", self.name, reason)

    def watch(self, folded: str, on: bool) -> None:
        self.server.watch(self, folded, on)

    def mark(self, label: str) -> float:
        if self.session is None:
            return 0.0
        return self.server.presence.mark(self.session.person, label, self.view.find_room(label))

    def set_mark(self, label: str, time: float) -> None:
        if self.session is not None:
            self.server.presence.set_mark(self.session.principal.id, label, time)

    def may_read(self) -> bool:
        try:
            if self.session is not None:
                self._shared.chat.limits.read(self.session)
        except Fault:
            return False
        return True

    def new_id(self) -> str:
        return self.server.new_id()

    def pass_on(self, label: str, tags: Tags) -> Fault | None:
        if self.session is None:
            return None
        try:
            self.server.pass_tags(self, self.session, label, tags)
        except Fault as fault:
            return fault
        return None

    def tell_operators_notice(self, data: bytes) -> None:
        for reader in self.server.connections:
            if "w" in reader.view.modes():
                reader.write(data)

    def uptime(self) -> float:
        return self.server.uptime()

    def devices(self) -> list[IrcClient]:
        found = []
        for device in list(self.session.person.sessions) if self.session is not None else ():
            outlet = device.outlet
            if isinstance(outlet, IrcConnection) and outlet is not self:
                found.append(outlet.client)
        return found

    def neighbours(self, capability: str, data: bytes) -> None:
        if self.session is not None:
            self.server.tell_neighbours(self.session.person, capability, data)

    def now(self) -> float:
        return self._shared.clock.now()

    def active(self) -> None:
        person = self.session.person_or_none if self.session is not None else None
        if person is not None:
            self.server.presence.active(person.principal.id)


def is_to_self(event: Message) -> bool:
    """Whether it is said to the sender alone, who gets it then, and perhaps an echo, too."""
    return event.room[:1] == "@" and other(event.room, event.sender) == event.sender
