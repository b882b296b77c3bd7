"""What all IRC connections share: how rooms and people reach them."""

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from typing import Protocol, cast

from chatservice.core.metadata import Changes
from chatservice.core.ports import Batch, Subscriber
from chatservice.core.room import Room
from chatservice.core.session import Person, Session
from chatservice.errors import NoSuchUser, NotInRoom
from chatservice.model.events import Came, Event, Moderated, PersonChanged, RoomRenamed
from chatservice.model.names import fold
from chatservice.net.context import ServerContext
from chatservice.net.counters import Counters
from chatservice.net.fanout import CodecVariant, send
from chatservice.net.irc.view import IrcMemory, IrcPresence, IrcView
from chatservice.net.parcel import Parcel
from chatservice.wire.irc.client import IrcClient
from chatservice.wire.irc.codec import IrcCodec
from chatservice.wire.irc.commands import metadata_sync, presence, renaming
from chatservice.wire.irc.event_words import Codecs
from chatservice.wire.irc.message import Tags, body, format_tags
from chatservice.wire.irc.names import channel, nick
from chatservice.wire.irc.view import source


class IrcReader(Subscriber, Protocol):
    """A connection of an IRC client."""

    client: IrcClient
    session: Session | None
    view: IrcView

    @property
    def name(self) -> str: ...

    def write(self, data: bytes) -> None: ...

    def own(self, event: Event, viewer: str) -> bytes:
        """What this client itself caused, as it gets it."""
        ...

    def push(self, parcel: Parcel, taken: int = 0) -> None: ...


class IrcServer:
    """What all IRC connections share."""

    def __init__(self, shared: ServerContext) -> None:
        self._chat = shared.chat
        self.memory = IrcMemory()
        self._name = shared.settings.irc_name
        self._network = shared.settings.irc_network
        self.presence = IrcPresence(self._chat, self._name, self._network, self.memory)
        self.codecs = Codecs(self.presence)
        self.tally = shared.tally
        self.connections: dict[IrcReader, None] = {}
        self._variants: dict[IrcCodec, IrcVariant] = {}
        self._watchers: dict[str, dict[IrcReader, None]] = {}  # by the folded name that they watch
        self._began = shared.clock.now()
        self.passed = 0  # messages that were stored nowhere
        shared.chat.presence.on_name = self._on_name
        shared.chat.presence.on_account = self._on_account
        shared.chat.presence.on_shown = self._on_shown
        shared.chat.metadata.on_person = self._on_person_metadata
        shared.chat.metadata.on_room = self._on_room_metadata
        self._settings = shared.settings

    def new_id(self) -> str:
        self.passed += 1
        return f"{int(self._began)}.{self.passed}"

    def uptime(self) -> float:
        """Seconds since it began."""
        return self._chat.clock.now() - self._began

    def connected(self, change: int) -> None:
        """So many more connections are not in yet."""
        self.memory.unknown += change

    def watch(self, connection: IrcReader, folded: str, on: bool) -> None:
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
        return IrcView(self._chat, self._name, self._network, self.memory, session)

    def variant(self, codec: IrcCodec, viewer: str) -> "IrcVariant":
        """In a direct conversation each of the two has another view; nothing is shared there."""
        if viewer:
            return IrcVariant(codec, viewer, self.tally)
        variant = self._variants.get(codec)
        if variant is None:
            variant = self._variants[codec] = IrcVariant(codec, "", self.tally)
        return variant

    def tell_neighbours(self, sender: Person, capability: str, data: bytes) -> None:
        """Write that to those with the capability who share a room with `sender` or watch them, and to
        their own devices."""
        wanting = [reader for reader in self.connections if capability and capability in reader.client.caps]
        for reader in self._seeing(sender, wanting, self._watchers_of(sender.name)):
            reader.write(data)

    def _seeing(
        self, person: Person, readers: Iterable[IrcReader], watchers: Container[IrcReader]
    ) -> Iterator[IrcReader]:
        """Those of `readers` who share a room with `person`, are devices of theirs, or watch them."""
        rooms = {room for device in person.sessions for room in device.subscriptions}
        for reader in readers:
            there = reader.session
            shares = there is not None and not rooms.isdisjoint(there.subscriptions)
            is_own = there is not None and there.person_or_none is person
            if shares or is_own or reader in watchers:
                yield reader

    def _on_person_metadata(self, person: Person, changes: Changes, by: Session | None) -> None:
        following = [reader for reader in self.connections if reader.client.subscribed]
        watchers = self._watchers.get(fold(nick(person.name)), {})
        for reader in self._seeing(person, following, watchers) if following else ():
            if reader.session is not by:
                reader.write(metadata_sync.changes(reader.client, nick(person.name), changes))

    def _on_room_metadata(self, room: Room, changes: Changes, by: Session | None) -> None:
        for reader in self.connections:
            there = reader.session
            is_there = there is not None and there is not by and room.id in there.subscriptions
            if is_there and reader.client.subscribed:
                reader.write(metadata_sync.changes(reader.client, channel(room.label), changes))

    def _watchers_of(self, name: str) -> Collection[IrcReader]:
        """Who is told more of the person of that name than that they come and go."""
        watchers = self._watchers.get(fold(nick(name)), {})
        return {reader for reader in watchers if "extended-monitor" in reader.client.caps}

    def _on_account(self, person: Person) -> None:
        data = body(source(self.presence, person.name, nick(person.name)), "ACCOUNT", nick(person.name))
        self.tell_neighbours(person, "account-notify", data)

    def _on_shown(self, event: PersonChanged, told: Container[Person]) -> None:
        for reader in self._watchers_of(event.name) if self._watchers else ():
            person = reader.session.person_or_none if reader.session is not None else None
            if person is not None and person not in told:
                reader.write(reader.client.codec.encode(event, ""))

    def transport_policy(self, encrypted: bool) -> str:
        """What the capability sts says; empty if it is not to be offered."""
        seconds, port = self._settings.irc_sts, self._settings.ircs_port
        if not seconds or not (port or "").isdigit():
            return ""
        return f"duration={int(seconds)}" if encrypted else f"port={port}"

    def pass_tags(self, sender: IrcReader, session: Session, label: str, tags: Tags) -> None:
        """What says something without words, and is stored nowhere. Raises Fault."""
        me, room = session.principal, sender.view.find_room(label)
        self._chat.limits.read(session)
        if room is not None:
            self._chat.rights.refuse_silent(me, room)
        elif not label.startswith("@"):
            raise NotInRoom(label)
        person = self._chat.presence.named(label[1:]) if room is None else None
        if room is None and person is None:
            raise NoSuchUser(label[1:])
        data = format_tags(tags).encode("utf-8", "replace")
        for reader in self.connections:
            there = reader.session
            if there is None or reader is sender or me.id in there.ignored:
                continue
            if there.person_or_none is not person if room is None else room.id not in there.subscriptions:
                continue
            if "message-tags" in reader.client.caps:
                target = nick(reader.name) if room is None or label[:1] == "@" else channel(room.label)
                reader.write(data + body(sender.client.source, "TAGMSG", target))


class IrcVariant(CodecVariant):
    """Writers get what they wrote only as far as they asked for it, with the label of their request."""

    def __init__(self, codec: IrcCodec, viewer: str, tally: Counters) -> None:
        super().__init__(codec, viewer, tally)
        self._tally = tally

    def fanout(self, batch: Batch, outlets: Collection[Subscriber]) -> None:
        pieces = [self.codec.encode(event, self.viewer) for event in batch.events]
        kinds = {type(event) for event in batch.events}
        if RoomRenamed in kinds:
            self._fanout_renamed(batch, pieces, cast("Collection[IrcReader]", outlets))
            return
        self._tally.deliveries += len(pieces) * len(outlets)
        data = b"".join(pieces)
        writers = {origin for origin in batch.origins if origin is not None and origin in outlets}
        if data:
            send(Parcel(data, batch.room, batch.first, pieces, batch.events), outlets, writers)
        for writer in writers:
            own = cast(IrcReader, writer)
            shown = [
                own.own(event, self.viewer) if origin is writer else piece
                for event, piece, origin in zip(batch.events, pieces, batch.origins, strict=True)
            ]
            own.push(Parcel(b"".join(shown), batch.room, batch.first, shown, batch.events))
        if Moderated in kinds:
            _note_kicks(batch, cast("Collection[IrcReader]", outlets))
        if Came in kinds:
            _show_metadata(batch, cast("Collection[IrcReader]", outlets))

    def _fanout_renamed(self, batch: Batch, pieces: Sequence[bytes], outlets: Collection[IrcReader]) -> None:
        """A new name is told in other words to each, between what comes before it and after it."""
        self._tally.deliveries += len(pieces) * len(outlets)
        for outlet in outlets:
            shown = []
            for event, piece, origin in zip(batch.events, pieces, batch.origins, strict=True):
                if isinstance(event, RoomRenamed):
                    shown.append(renaming.told(outlet.client, event))
                else:
                    shown.append(outlet.own(event, self.viewer) if origin is outlet else piece)
            outlet.push(Parcel(b"".join(shown), batch.room, batch.first, shown, batch.events))
            for event in batch.events:
                if isinstance(event, RoomRenamed):
                    renaming.show_again(outlet.client, event)


def _note_kicks(batch: Batch, outlets: Collection[IrcReader]) -> None:
    """Those who were kicked have been told so: that they leave is not said again."""
    kicked = {(e.who, e.rid) for e in batch.events if isinstance(e, Moderated) and e.action == "kicked"}
    for outlet in outlets:
        for who, rid in kicked:
            if outlet.name == who:
                outlet.client.channels.pop(rid, None)


def _show_metadata(batch: Batch, outlets: Collection[IrcReader]) -> None:
    """Who follows metadata gets that of people who have come."""
    names = [name for event in batch.events if isinstance(event, Came) for name in event.who]
    for outlet in outlets:
        if outlet.client.subscribed and (data := metadata_sync.of_people(outlet.client, names)):
            outlet.write(data)


def irc_server(shared: ServerContext) -> IrcServer:
    """What all IRC connections of that server share."""
    if shared.irc is None:
        shared.irc = IrcServer(shared)
    return cast("IrcServer", shared.irc)
