"""What IRC clients see of the chat, read where it is in memory."""

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from chatservice.core.chat import Chat
from chatservice.core.metadata import shown
from chatservice.core.room import Room
from chatservice.core.session import Person, Session
from chatservice.model.names import fold
from chatservice.model.values import RoomKind, RoomRole, ServerRole
from chatservice.wire.irc.name_lists import ChannelNames, NameList
from chatservice.wire.irc.names import channel, nick
from chatservice.wire.irc.view import NO_EXTRA, USER, Extra, RoomView
from chatservice.wire.line_heads import other

EXTRAS_MAX = 1024  # lines of which something is remembered that the log does not keep
FORMER_MAX = 500  # people who left
REASONS_MAX = 1024  # of leaving
MARKS_MAX = 10_000  # read marks whose exact time is remembered
ROLES_MAX = 1024  # people of whom it is remembered which role they were given last
NOBODY = ChannelNames(0, {}, {})
KICKS_MAX = 1024  # people of whom it is remembered that they were kicked


class IrcPerson:
    """What a person's IRC client told: the user part of their source and their real name."""

    __slots__ = ("active", "modes", "real_name", "user")

    def __init__(self, user: str, real_name: str, active: float) -> None:
        self.user = user
        self.real_name = real_name
        self.active = active  # when they said something last, monotonic
        self.modes: set[str] = set()  # user modes: B for a bot, i for invisible, w for wallops


class IrcMemory:
    """What the doors remember: of people, by their id; of lines and kicks, the newest; and the most people
    that there were at once."""

    def __init__(self) -> None:
        self.shown: dict[int, IrcPerson] = {}
        self.users: OrderedDict[str, str] = OrderedDict()  # of those who left: their last words still come
        self.extras: OrderedDict[tuple[str, int], Extra] = OrderedDict()
        self.kicks: OrderedDict[tuple[str, str], None] = OrderedDict()
        self.reasons: OrderedDict[tuple[str, str], str] = OrderedDict()
        self.former: deque[tuple[str, str, str]] = deque(maxlen=FORMER_MAX)
        self.marks: OrderedDict[tuple[int, str], float] = OrderedDict()
        # The event that gave it, the role before it, and the role; by room and name.
        self.roles: OrderedDict[tuple[str, str], tuple[int, str, str]] = OrderedDict()
        self.name_lists: WeakKeyDictionary[Room, NameList] = WeakKeyDictionary()
        self.most = 0
        self.unknown = 0  # connections that are not in yet


class IrcPresence:
    """People who are here; `wire.irc.view.PeopleView`."""

    def __init__(self, chat: Chat, server: str, network: str, memory: IrcMemory) -> None:
        self.server = server
        self.network = network
        self._chat = chat
        self._memory = memory

    def show(self, principal: int, user: str, real_name: str) -> None:
        modes = self._memory.shown[principal].modes if principal in self._memory.shown else set()
        self._memory.shown[principal] = IrcPerson(user, real_name, self._chat.clock.monotonic())
        self._memory.shown[principal].modes = modes

    def forget(self, principal: int, name: str) -> None:
        shown = self._memory.shown.pop(principal, None)
        if shown is not None:
            self._memory.former.append((name, shown.user, shown.real_name))
            self._memory.users.pop(name, None)

    def leaves(self, principal: int, name: str) -> None:
        """They are about to be gone."""
        if principal in self._memory.shown:
            self._memory.users[name] = self._memory.shown[principal].user
            if len(self._memory.users) > FORMER_MAX:
                self._memory.users.popitem(last=False)

    def set_mode(self, principal: int, letter: str, on: bool) -> None:
        if principal in self._memory.shown:
            modes = self._memory.shown[principal].modes
            modes.add(letter) if on else modes.discard(letter)

    def has_mode(self, name: str, letter: str) -> bool:
        shown = self._shown_of(name)
        return shown is not None and letter in shown.modes

    def former(self, name: str) -> list[tuple[str, str, str]]:
        return [entry for entry in reversed(self._memory.former) if fold(entry[0]) == fold(name)]

    def unknown(self) -> int:
        return self._memory.unknown

    def left(self, rid: str, name: str, reason: str) -> None:
        self._memory.reasons[rid, name] = reason
        if len(self._memory.reasons) > REASONS_MAX:
            self._memory.reasons.popitem(last=False)

    def reason(self, rid: str, name: str) -> str:
        return self._memory.reasons.get((rid, name), "")

    def active(self, principal: int) -> None:
        if principal in self._memory.shown:
            self._memory.shown[principal].active = self._chat.clock.monotonic()

    def _named(self, name: str) -> Person | None:
        return self._chat.presence.named(name) if name else None

    def _shown_of(self, name: str) -> IrcPerson | None:
        person = self._named(name)
        return self._memory.shown.get(person.principal.id) if person is not None else None

    def account(self, name: str) -> str:
        person = self._named(name)
        return "" if person is None or person.principal.guest else person.name

    def user(self, name: str) -> str:
        person = self._named(name)
        if person is None:
            return self._memory.users.get(name, USER)
        shown = self._memory.shown.get(person.principal.id)
        return shown.user if shown is not None else USER

    def real_name(self, name: str) -> str:
        person, shown = self._named(name), self._shown_of(name)
        if person is not None and person.preferences.full_name:
            return person.preferences.full_name
        return shown.real_name if shown is not None else name

    def is_here(self, name: str) -> bool:
        return self._named(name) is not None

    def present_name(self, name: str) -> str:
        person = self._named(name)
        return person.name if person is not None else ""

    def is_private(self, room: str) -> bool:
        found = self._chat.directory.rooms.named(room)
        return found is not None and found.kind.private

    def away(self, name: str) -> str | None:
        person = self._named(name)
        if person is None or not person.preferences.is_away(self._chat.clock.now()):
            return None
        return person.preferences.away_text

    def metadata(self, name: str) -> dict[str, str]:
        person = self._named(name)
        if person is None:
            return {}
        return shown(self._chat.files.links, person.name, person.preferences, self._chat.clock.now())

    def is_staff(self, name: str) -> bool:
        person = self._named(name)
        return person is not None and person.role >= ServerRole.MODERATOR

    def is_bot(self, name: str) -> bool:
        person = self._named(name)
        if self.has_mode(name, "B"):
            return True
        return person is not None and self._chat.bots.owner(person.principal.id) is not None

    def idle(self, name: str) -> tuple[int, int]:
        person, shown = self._named(name), self._shown_of(name)
        if person is None:
            return 0, 0
        monotonic = self._chat.clock.monotonic()
        began = min((session.began for session in person.sessions), default=monotonic)
        active = shown.active if shown is not None else began
        return int(monotonic - active), int(self._chat.clock.now() - (monotonic - began))

    # What the log does not keep.

    def extra_of(self, rid: str, seq: int) -> Extra:
        return self._memory.extras.get((rid, seq), NO_EXTRA)

    def remember(self, rid: str, seq: int, extra: Extra) -> None:
        self._memory.extras[rid, seq] = extra
        if len(self._memory.extras) > EXTRAS_MAX:
            self._memory.extras.popitem(last=False)

    def kicked(self, rid: str, name: str) -> None:
        self._memory.kicks[rid, name] = None
        if len(self._memory.kicks) > KICKS_MAX:
            self._memory.kicks.popitem(last=False)

    def was_kicked(self, rid: str, name: str) -> bool:
        return (rid, name) in self._memory.kicks

    def role_before(self, rid: str, name: str, seq: int, role: str) -> str:
        roles = self._memory.roles
        last, before, now = roles.pop((rid, name), (0, "", ""))
        roles[rid, name] = (seq, now, role) if seq > last else (last, before, now)
        if len(roles) > ROLES_MAX:
            roles.popitem(last=False)
        return roles[rid, name][1] if seq >= last else ""

    def came(self, rid: str, name: str) -> None:
        self._memory.kicks.pop((rid, name), None)
        self._memory.reasons.pop((rid, name), None)

    def mark(self, person: Person, label: str, room: Room | None) -> float:
        """The time of a read mark: as it was given, or that of the line, if that is in memory."""
        given = self._memory.marks.get((person.principal.id, fold(label)))
        if room is None:
            return given or 0.0
        seq = person.marks.get(room.id)
        read = next((record.ts for record in room.tail.ring if record.seq == seq), 0.0)
        return max(given or 0.0, read)

    def set_mark(self, principal: int, label: str, time: float) -> None:
        self._memory.marks[principal, fold(label)] = time
        if len(self._memory.marks) > MARKS_MAX:
            self._memory.marks.popitem(last=False)

    # Of the whole server.

    def counts(self) -> tuple[int, int, int]:
        people = self._chat.presence.people_count
        self._memory.most = max(self._memory.most, people)
        rooms = [room for room in self._chat.directory.rooms.all() if room.kind is RoomKind.PUBLIC]
        return people, self._memory.most, sum(1 for room in rooms if len(room.presence))

    def moderates(self) -> Iterable[str]:
        return [person.name for person in self._chat.presence.staff]


class IrcView(IrcPresence):
    """Also what one session sees."""

    def __init__(self, chat: Chat, server: str, network: str, memory: IrcMemory, session: Session) -> None:
        super().__init__(chat, server, network, memory)
        self._session = session

    def _room(self, label: str) -> Room | None:
        if not label or self._session.person_or_none is None:
            return None
        subscription = self._session.subscription_to(label)
        return subscription.room if subscription is not None else None

    def find_room(self, label: str) -> Room | None:
        """The room itself, if they are in it."""
        return self._room(label)

    def room(self, label: str) -> RoomView | None:
        room = self._room(label)
        if room is None:
            return None
        state = room.state
        return RoomView(
            room.label,
            room.rid,
            room.kind.private,
            state.entry.value,
            state.readonly,
            state.locked,
            state.unlisted,
            state.most,
            room.created,
        )

    def members(self, label: str) -> Iterator[tuple[str, RoomRole]]:
        room = self.names_in(label)
        for principal, name in room.names.items():
            yield name, room.roles.get(principal, RoomRole.MEMBER)

    def names_in(self, label: str) -> ChannelNames:
        room = self._room(label)
        if room is None:
            return NOBODY
        if room.kind is RoomKind.PUBLIC:
            return ChannelNames(room.presence.version, room.presence.names, room.state.roles)
        names = {principal: member.name for principal, member in room.state.members.items()}
        return ChannelNames(0, names, room.state.roles)

    def name_list(self, label: str) -> NameList:
        room = self._room(label)
        if room is None or room.kind is not RoomKind.PUBLIC:
            return NameList(nick)
        return self._memory.name_lists.setdefault(room, NameList(nick))

    def rooms(self) -> Iterator[str]:
        for subscription in self._session.subscriptions.values():
            if subscription.room.kind is not RoomKind.DIRECT:
                yield subscription.room.label

    def is_shown(self, name: str) -> bool:
        is_me = fold(name) == fold(self._session.name)
        return is_me or not self.has_mode(name, "i") or any(True for _ in self.shared_rooms(name))

    def modes(self) -> str:
        if self._session.person_or_none is None:
            return ""
        shown = self._shown_of(self._session.name)
        letters = set(shown.modes) if shown is not None else set()
        return "".join(sorted(letters | ({"o"} if self.is_staff(self._session.name) else set())))

    def newest(self) -> Iterator[tuple[str, float]]:
        for subscription in self._session.subscriptions.values():
            room = subscription.room
            if room.tail.lines:
                yield self._target(room), room.tail.lines[-1].ts

    def _target(self, room: Room) -> str:
        if room.kind is not RoomKind.DIRECT:
            return channel(room.label)
        return nick(other(room.label, self._session.name))

    def shared_rooms(self, name: str) -> Iterator[tuple[str, RoomRole]]:
        person = self._named(name)
        for subscription in self._session.subscriptions.values() if person is not None else ():
            room, principal = subscription.room, person.principal.id if person is not None else 0
            here = principal in (room.presence if room.kind is RoomKind.PUBLIC else room.state.members)
            if room.kind is not RoomKind.DIRECT and here:
                yield room.label, room.state.part(principal)
