"""The chat: everything that `core` is made of, joined, and the way in for a door."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from chatservice.core.appending import append, append_checked
from chatservice.core.audit import AuditLog
from chatservice.core.behind import Behind
from chatservice.core.bot_owners import BotOwners
from chatservice.core.departures import Departures
from chatservice.core.directory import Directory
from chatservice.core.documents import DocumentNeeds, Documents
from chatservice.core.edit_queue import EditNeeds
from chatservice.core.elsewhere import Elsewhere, PersonHere
from chatservice.core.ends import Ends
from chatservice.core.hub import RoomHub
from chatservice.core.limits import Limits
from chatservice.core.lockdown import LockdownSwitch
from chatservice.core.members import give_role, remove_member
from chatservice.core.membership import Membership
from chatservice.core.notices import Notices
from chatservice.core.ongoing import Ongoing
from chatservice.core.password_checks import PasswordChecks
from chatservice.core.ports import Clock, Future, Passwords, Sandbox, Spawn, Storage, Subscriber
from chatservice.core.presence import Presence
from chatservice.core.process import Process
from chatservice.core.rids import Rids
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.core.room_deletion import delete_room, forget_room
from chatservice.core.run_ends import EndNeeds
from chatservice.core.runs import RunNeeds, Runs
from chatservice.core.sanctions import Sanctions
from chatservice.core.session import CommandRow, Person, Session
from chatservice.core.shared_files import SharedFiles
from chatservice.core.subscriptions import Subscriptions
from chatservice.errors import Banned, Fault
from chatservice.model.commands import Command
from chatservice.model.values import Principal, Record, RoomKind, RoomRole
from chatservice.settings.schema import Settings


class Chat:
    """What sessions share.

    `soon` asks for `flush` at the end of this turn; `token` makes 128 random bits as
    text; `report` takes a defect and the command that met it; `table` makes the rows
    that sessions do commands by.
    """

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        passwords: Passwords,
        clock: Clock,
        spawn: Spawn,
        promise: Callable[[], Future],
        soon: Callable[[], None],
        token: Callable[[], str],
        report: Callable[[Exception, Command | None], None],
        sandbox: Sandbox,
        table: "Callable[[Chat], Mapping[type[Command], CommandRow]]",
    ) -> None:
        self.settings = settings
        self.storage = storage
        self.log = storage.log
        self.clock = clock
        self.spawn = spawn
        self.promise = promise
        self.new_token = token
        self.report = report
        self.sandbox = sandbox
        self.limits = Limits(settings, clock)
        self.presence = Presence(settings)
        self.rids = Rids()
        self.hub = RoomHub(clock, settings, soon, self.presence.everyone)
        self.seats = Subscriptions(self.hub, self.presence, storage.log, settings, clock, spawn, promise)
        self.passwords = PasswordChecks(settings, storage.accounts, passwords, self.limits.password)
        self.bots = BotOwners(storage.bots, storage.principals)
        self.sanctions = Sanctions()
        self.rights = Rights(self.presence.principal, self.bots.answerable, self.sanctions, clock)
        self.audit = AuditLog(storage.moderation, clock)
        self.lockdown = LockdownSwitch(settings, storage.moderation, self.limits)
        self.files = SharedFiles(settings, storage, clock, spawn, promise, self.limits)
        self.directory = Directory(
            settings,
            storage,
            clock,
            promise,
            self.rids,
            self.presence,
            self.limits,
            self.rights,
            self.files.link_to,
            self.seats.bring,
        )
        self.code = Runs(
            RunNeeds(
                settings,
                sandbox.run,
                partial(append_checked, self),
                self.hub.pass_on,
                clock,
                spawn,
                EndNeeds(
                    settings,
                    storage,
                    self.rights,
                    clock,
                    promise,
                    load=self.directory.load,
                    append=partial(append, self),
                ),
            )
        )
        self.notices = Notices(self._outlets)
        self.ends = Ends(AroundEnds(self))
        self.returning = Ongoing(promise)  # principals whose first session is coming back
        self.departures = Departures(
            self.presence, self.seats, self.ends, storage.principals, self.code.left, clock, spawn
        )
        self.table = table(self)
        self.sessions: dict[Session, None] = {}
        self.process = Process()  # set by whoever knows more of it
        self.behind = Behind(
            storage.log,
            storage.rooms,
            self.hub,
            AroundBehind(self),
            self.directory.everywhere,
            clock,
            spawn,
            settings,
        )
        self.elsewhere = Elsewhere(
            AroundElsewhere(self),
            storage.rooms,
            storage.principals,
            storage.moderation,
            self.rights,
            self.sanctions,
            self.lockdown,
            clock.now,
        )
        self.documents = Documents(
            DocumentNeeds(
                settings,
                storage.rooms,
                self.directory.load,
                self.hub,
                EditNeeds(
                    storage.log,
                    storage.documents,
                    self.rights,
                    clock,
                    spawn,
                    promise,
                    self.hub.ingest,
                    self.hub.flush_room,
                    self.presence.leave_trace,
                    self.elsewhere.catch_up,
                ),
            )
        )
        self.membership = Membership(
            self.presence.principal,
            self.presence.sessions_of,
            storage.principals.principal,
            spawn,
            self.seats.bring_in,
            self.seats.put_out,
            self.ends.left_group,
        )
        self.hub.on_gap = self.behind.read
        self.seats.on_left = self.documents.left_room
        self.seats.on_voice = self.documents.speak_anew
        self.hub.on_member = self.membership.changed

    async def start(self) -> None:
        """Before the first session: the lobby is always in memory."""
        self.rids.know(await self.storage.files.secret())
        await self.files.start()
        await self.directory.start()
        await self.bots.start()
        for sanction in await self.storage.moderation.sanctions():
            self.sanctions.put(sanction)
        await self.lockdown.start()
        self.ends.start()
        self.code.start()

    def settings_changed(self) -> None:
        """Some of `settings` are others now: what is made of them is made anew."""
        self.limits.change(self.settings)

    def trimmed(self, first: Mapping[int, int]) -> None:
        for room_id, seq in first.items():
            room = self.directory.loaded(room_id)
            if room is not None:
                room.tail.begins_at(seq)

    @property
    def at_work(self) -> bool:
        """Whether something that was asked for is not on disk yet, or a program still runs."""
        return self.code.at_work or any(session.queue.under_way for session in self.sessions)

    def stop(self) -> None:
        """Begin nothing more by itself."""
        self.files.stop()
        self.ends.stop()
        self.code.stop()

    def _outlets(self) -> Iterator[Subscriber]:
        return (session.outlet for person in self.presence for session in person.sessions)

    def session(self, outlet: Subscriber) -> Session:
        """A new connection: it is greeted, and may speak."""
        session = Session(self, outlet)
        self.sessions[session] = None
        self.notices.greet(outlet)
        return session

    def comes_from(self, session: Session, address: str) -> Fault | None:
        """The other end of its connection, known before the login. Why it cannot stay, if so."""
        self.limits.disconnected(session.address)
        session.address = address
        return self.limits.connected(address) or self.rights.banned_at(address)

    # `core.session.SessionContext`.

    def charge(self, session: Session, meter: str) -> None:
        self.limits.ask(session, meter)

    def flush_room(self, room: Room) -> None:
        self.hub.flush_room(room)

    def ended(self, session: Session, goodbye: bool) -> None:
        self.limits.disconnected(session.address)
        self.sessions.pop(session, None)
        if session.named:
            self.departures.give_up(session, goodbye)


class AroundBehind:
    """`core.behind.Members`, of a chat."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def added(self, room: Room, principal: int, by: str) -> None:
        for device in self._chat.presence.sessions_of(principal):
            self._chat.seats.bring_in(device, room, by)

    def removed(self, room: Room, principal: int) -> None:
        for device in self._chat.presence.sessions_of(principal):
            self._chat.seats.put_out(device, room)

    def deleted(self, room: Room) -> None:
        if not room.deleted:
            room.deleted = True
            forget_room(self._chat, room)

    def present(self, principal: Principal) -> Principal:
        person = self._chat.presence.get(principal.id)
        return person.principal if person is not None else principal


class AroundElsewhere:
    """`core.elsewhere.ThisProcess`, of a chat."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        directory = chat.directory
        self.loaded, self.is_loading, self.load = directory.loaded, directory.is_loading, directory.load
        self.look_again = chat.behind.look_again

    def ingest(self, room: Room, record: Record) -> None:
        self._chat.hub.ingest(room, (record,))

    def people(self) -> Iterator[Person]:
        return iter(self._chat.presence)

    def person(self, principal: int) -> Person | None:
        return self._chat.presence.get(principal)

    def become(self, person: PersonHere, principal: Principal) -> None:
        here = self._chat.presence.get(principal.id)
        if here is not None:
            self._chat.presence.rename(here, principal)

    def put_out_banned(self) -> None:
        for session in list(self._chat.sessions):
            _put_out_banned(self._chat, session)

    def bring(self, room: Room, principal: int) -> None:
        for session in self._chat.presence.sessions_of(principal):
            if room.kind is RoomKind.GROUP:
                self._chat.seats.bring_in(session, room, "")
            else:
                self._chat.seats.bring(session, room)


def _put_out_banned(chat: Chat, session: Session) -> None:
    banned = chat.rights.banned_at(session.address)
    if banned is None and session.person is not None:
        try:
            chat.rights.refuse_banned(session.principal.id, session.name)
        except Banned as fault:
            banned = fault
    if banned is not None:
        session.close(banned)
        return
    for seat in list(session.seats.values()):
        if not chat.rights.is_in(session.principal, seat.room):
            chat.seats.put_out(session, seat.room)


class AroundEnds:
    """`core.ends.Surroundings`, of a chat."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.settings, self.storage, self.clock = chat.settings, chat.storage, chat.clock
        self.spawn, self.promise = chat.spawn, chat.promise
        self.load, self.loaded = chat.directory.load, chat.directory.loaded
        self.end, self.forget = partial(delete_room, chat), partial(forget_room, chat)

    def here(self, principal: int) -> Principal | None:
        person = self._chat.presence.get(principal)
        return person.principal if person is not None else None

    def is_fit(self, principal: int, room: Room) -> bool:
        chat = self._chat
        is_muted = chat.sanctions.mute(principal, room.id, chat.clock.now()) is not None
        return chat.bots.owner(principal) is None and not is_muted

    async def remove(self, room: Room, member: Principal, by: Principal) -> None:
        await remove_member(self._chat, by, room, member)

    async def make_owner(self, room: Room, heir: Principal, by: Principal, may: Callable[[], None]) -> None:
        await give_role(self._chat, by, room, heir, RoomRole.OWNER, may)
