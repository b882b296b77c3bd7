"""A connection of an IRC client: the shell around `wire.irc.client`."""

from collections.abc import Collection, Sequence
from typing import cast

from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from chatservice.core.ports import Batch, Subscriber, Variant
from chatservice.core.session import Session
from chatservice.errors import Fault, LineTooLong
from chatservice.model.commands import Command
from chatservice.model.events import Event, Logged, Message, Moderated, Removed
from chatservice.model.names import fold
from chatservice.net.connection import Connection
from chatservice.net.context import ServerContext
from chatservice.net.counters import Counters
from chatservice.net.fanout import CodecVariant, send
from chatservice.net.irc.view import IrcMemory, IrcPresence, IrcView
from chatservice.net.parcel import Parcel
from chatservice.wire import fault_text
from chatservice.wire.irc import commands, unasked
from chatservice.wire.irc.client import IrcClient, Then
from chatservice.wire.irc.codec import Codecs, IrcCodec
from chatservice.wire.irc.commands import presence
from chatservice.wire.irc.decoder import IrcDecoder
from chatservice.wire.irc.message import NO_TAGS, TooLong, body, parse
from chatservice.wire.irc.names import nick
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.view import Extra

__all__ = ["IrcConnection", "IrcServer", "commands"]

NO_CAPS: frozenset[str] = frozenset()


class IrcServer:
    """What all IRC connections share."""

    def __init__(self, shared: ServerContext) -> None:
        self._chat = shared.chat
        self._memory = IrcMemory()
        self._name = shared.settings.irc_name
        self.presence = IrcPresence(self._chat, self._name, self._memory)
        self.codecs = Codecs(self.presence)
        self.tally = shared.tally
        self.connections: dict[IrcConnection, None] = {}
        self._variants: dict[IrcCodec, IrcVariant] = {}
        self._watchers: dict[str, dict[IrcConnection, None]] = {}  # by the folded name that they watch
        shared.chat.presence.on_name = self._on_name

    def connected(self, change: int) -> None:
        """So many more connections are not in yet."""
        self._memory.unknown += change

    def watch(self, connection: "IrcConnection", folded: str, on: bool) -> None:
        watchers = self._watchers.setdefault(folded, {})
        if on:
            watchers[connection] = None
        else:
            watchers.pop(connection, None)
        if not watchers:
            del self._watchers[folded]

    def _on_name(self, name: str, here: bool) -> None:
        for connection in list(self._watchers.get(fold(nick(name)), ())) if self._watchers else ():
            presence.tell(connection.client, name, here)

    def view(self, session: Session) -> IrcView:
        return IrcView(self._chat, self._name, self._memory, session)

    def variant(self, codec: IrcCodec, viewer: str) -> "IrcVariant":
        """In a direct conversation each of the two has another view; nothing is shared there."""
        if viewer:
            return IrcVariant(codec, viewer, self.tally)
        variant = self._variants.get(codec)
        if variant is None:
            variant = self._variants[codec] = IrcVariant(codec, "", self.tally)
        return variant


class IrcVariant(CodecVariant):
    """Writers get what they wrote only as far as they asked for it, with the label of their request."""

    def __init__(self, codec: IrcCodec, viewer: str, tally: Counters) -> None:
        super().__init__(codec, viewer, tally)
        self._tally = tally

    def fanout(self, batch: Batch, outlets: Collection[Subscriber]) -> None:
        pieces = [self.codec.encode(event, self.viewer) for event in batch.events]
        self._tally.deliveries += len(pieces) * len(outlets)
        data = b"".join(pieces)
        writers = {origin for origin in batch.origins if origin is not None and origin in outlets}
        if data:
            send(Parcel(data, batch.room, batch.first, pieces, batch.events), outlets, writers)
        for writer in writers:
            own = cast("IrcConnection", writer)
            shown = [
                own.own(event, self.viewer) if origin is writer else piece
                for event, piece, origin in zip(batch.events, pieces, batch.origins, strict=True)
            ]
            own.push(Parcel(b"".join(shown), batch.room, batch.first, shown, batch.events))
        if any(type(event) is Moderated for event in batch.events):
            _note_kicks(batch, cast("Collection[IrcConnection]", outlets))


def _note_kicks(batch: Batch, outlets: Collection["IrcConnection"]) -> None:
    """Those who were kicked have been told so: that they leave is not said again."""
    kicked = {(e.who, e.rid) for e in batch.events if isinstance(e, Moderated) and e.action == "kicked"}
    for outlet in outlets:
        for who, rid in kicked:
            if outlet.name == who:
                outlet.client.channels.pop(rid, None)


class IrcConnection(Connection):
    """`wire.irc.client.IrcDoor` for its client."""

    view: IrcView

    def __init__(self, shared: ServerContext, server: IrcServer) -> None:
        self.server = server
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
            self.write(body(self.view.server, "FAIL", "*", "INVALID_UTF8", "Your message is not UTF-8"))
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
        if not isinstance(event, Logged) or isinstance(event, Removed):
            return b""  # the answer says so
        if isinstance(event, Message):
            if "echo-message" not in self.client.caps:
                return b""
            label = self.client.labels.pop((event.rid, event.seq), "")
            return self.client.codec.encode_with(event, viewer, {"label": label} if label else NO_TAGS)
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

    def ask(self, command: Command, then: Then) -> None:
        if self.session is not None:
            self.session.queue.ask(command, then)

    def write(self, data: bytes) -> None:
        if not self._closing:
            self._wait(Parcel(data))

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

    def show_bot(self, on: bool) -> None:
        if self.session is not None:
            self.server.presence.show_bot(self.session.principal.id, on)

    def settle(self) -> None:
        self._shared.chat.hub.flush()

    def parting(self, room: str, reason: str) -> None:
        view = self.view.room(room)
        self.server.presence.left(view.rid if view is not None else "", self.name, reason)

    def watch(self, folded: str, on: bool) -> None:
        self.server.watch(self, folded, on)

    def mark(self, rid: str) -> float:
        room = self.view.by_rid(rid)
        if room is None or self.session is None:
            return 0.0
        return self.server.presence.mark(self.session.person, room)

    def set_mark(self, rid: str, time: float) -> None:
        if self.session is not None:
            self.server.presence.set_mark(self.session.principal.id, rid, time)

    def devices(self) -> list[IrcClient]:
        found = []
        for device in list(self.session.person.sessions) if self.session is not None else ():
            outlet = device.outlet
            if isinstance(outlet, IrcConnection) and outlet is not self:
                found.append(outlet.client)
        return found

    def neighbours(self, capability: str, data: bytes) -> None:
        rooms = set(self.view.rooms())
        for other in self.server.connections:
            if capability in other.client.caps and (
                other is self or not rooms.isdisjoint(other.view.rooms())
            ):
                other.write(data)

    def now(self) -> float:
        return self._shared.clock.now()

    def active(self) -> None:
        if self.session is not None and self.session.person_or_none is not None:
            self.server.presence.active(self.session.principal.id)
