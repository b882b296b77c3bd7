"""The chat: everything that `core` is made of, joined, and the way in for a door."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from chatservice.core.appending import append, append_checked
from chatservice.core.audit import AuditLog
from chatservice.core.behind import Behind
from chatservice.core.bot_owners import BotOwners
from chatservice.core.connection_counts import CountsInMemory
from chatservice.core.departures import Departures
from chatservice.core.directory import Directory
from chatservice.core.documents import DocumentNeeds, Documents
from chatservice.core.effects import MemberEffects, ProcessEffects
from chatservice.core.end_context import EndContext
from chatservice.core.ends import Ends
from chatservice.core.environment import Environment
from chatservice.core.gathered_marks import GatheredMarks
from chatservice.core.hub import RoomHub
from chatservice.core.limits import Limits
from chatservice.core.lockdown import LockdownSwitch
from chatservice.core.membership import Membership
from chatservice.core.mentions import MentionFinder, MentionNeeds
from chatservice.core.metadata import MetadataNews
from chatservice.core.notices import Notices
from chatservice.core.ongoing import Ongoing
from chatservice.core.other_processes import OtherProcesses
from chatservice.core.outgoing import OutgoingNeeds, OutgoingPosts
from chatservice.core.password_checks import PasswordChecks
from chatservice.core.pending_edits import EditNeeds
from chatservice.core.ports import Subscriber
from chatservice.core.presence import Presence
from chatservice.core.previews import LinkPreviews, PreviewNeeds
from chatservice.core.process import Process
from chatservice.core.push import PushNeeds, PushNotices
from chatservice.core.read_marks import save_marks
from chatservice.core.read_state import ReadState
from chatservice.core.remote_presence import RemotePeople
from chatservice.core.rids import Rids
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.core.run_ends import EndNeeds
from chatservice.core.runs import RunNeeds, Runs
from chatservice.core.sanctions import Sanctions
from chatservice.core.schedule import Schedule, ScheduleNeeds
from chatservice.core.scram import ScramLogins
from chatservice.core.session import CommandRow, Session
from chatservice.core.shared_files import SharedFiles
from chatservice.core.subscriptions import Subscriptions
from chatservice.core.unattended import say_for, say_outgoing
from chatservice.core.usage import UsageCounter
from chatservice.errors import Fault
from chatservice.model.commands import Command
from chatservice.model.records import Record


class Chat:
    """What sessions share. `table` makes the rows that sessions do commands by."""

    def __init__(
        self, env: Environment, table: "Callable[[Chat], Mapping[type[Command], CommandRow]]"
    ) -> None:
        self.settings, self.storage, self.log = env.settings, env.storage, env.storage.log
        self.clock, self.spawn, self.promise = env.clock, env.spawn, env.promise
        self.new_token, self.report, self.sandbox = env.token, env.report, env.sandbox
        owner = env.token()  # the id of this process
        self.limits = Limits(env.settings, env.clock, CountsInMemory(), owner)
        self.presence = Presence(env.settings, owner, env.names, RemotePeople())
        self.rids = Rids()
        self.hub = RoomHub(env.clock, env.settings, env.soon, self.presence.everyone)
        self.subscriptions = self._subscriptions()
        self.passwords = PasswordChecks(env.settings, env.storage, env.passwords, self.limits.password)
        self.scram = ScramLogins()
        self.bots = BotOwners(env.storage.bots, env.storage.principals)
        self.sanctions = Sanctions()
        people, bots = self.presence, self.bots
        self.rights = Rights(
            people.principal, people.acting, bots.responsible, people.addresses, self.sanctions, env.clock
        )
        self.audit = AuditLog(env.storage.moderation, env.clock, people.acting)
        self.lockdown = LockdownSwitch(env.settings, env.storage.moderation, self.limits)
        self.files = SharedFiles(env.settings, env.storage, env.clock, env.spawn, env.promise, self.limits)
        self.directory = self._directory()
        self.code = self._runs()
        self.metadata = MetadataNews()
        self.notices = Notices(self._outlets)
        self.ends = Ends(EndContext(self))
        self.restoring = Ongoing(env.promise)  # principals whose first session is coming back
        self.departures = self._departures()
        self.table = table(self)
        self.sessions: dict[Session, None] = {}
        self.process = Process()  # replaced by the service, which knows more
        self.behind = self._behind()
        self.other_processes = self._other_processes()
        self.directory.rooms.on_met = self.other_processes.met
        self.behind.on_new_version = self.other_processes.policy_changed
        self.documents = self._documents()
        self.membership = self._membership()
        self.gathered_marks = GatheredMarks(
            env.settings, env.storage.marks, env.clock, env.spawn, self.hub.pass_on
        )
        self.read_state = ReadState(
            self.presence,
            self.storage.reading,
            self.settings,
            self.spawn,
            self.directory.rooms.get,
            env.clock,
        )
        self.usage = UsageCounter(env.storage.usage, env.clock, env.spawn)
        self.push_sender = env.push
        self.push = self._push()
        self.mentions = self._mentions()
        self.schedule = self._schedule()
        self.callouts = env.callouts
        self.previews = LinkPreviews(PreviewNeeds(env.settings, env.pages, env.clock, env.spawn, env.promise))
        self.outgoing = self._outgoing()
        self._follow()

    def _follow(self) -> None:
        """What happens in the rooms is passed on to the parts that it concerns."""
        self.hub.on_gap = self.behind.read
        self.directory.rooms.on_renamed = self.presence.forget_labels
        self.hub.on_member = self._member_changed
        self.hub.is_gathered = self.gathered_marks.take
        self.hub.on_line = self.mentions.look
        self.hub.keywords = self.mentions.keywords
        self.hub.on_private_line = self.push.look
        self.hub.pushed = self.push.people
        self.subscriptions.on_left = self.documents.left_room
        self.subscriptions.on_vacated = self.documents.leave_all
        self.subscriptions.on_variant = self.documents.renew_variants

    def _member_changed(self, room: Room, record: Record, origin: Subscriber | None) -> None:
        self.membership.changed(room, record, origin)
        self.documents.member_changed(room, record)

    # Parts that are given several others.

    def _subscriptions(self) -> Subscriptions:
        return Subscriptions(
            self.hub, self.presence, self.log, self.settings, self.clock, self.spawn, self.promise
        )

    def _directory(self) -> Directory:
        return Directory(
            self.settings,
            self.storage,
            self.clock,
            self.promise,
            self.rids,
            self.presence,
            self.limits,
            self.rights,
            self.files.link_to,
            self.subscriptions.bring,
        )

    def _runs(self) -> Runs:
        needs = RunNeeds(
            self.settings,
            self.sandbox.run,
            partial(append_checked, self),
            self.hub.pass_on,
            self.clock,
            self.spawn,
            EndNeeds(
                self.settings,
                self.storage,
                self.rights,
                self.clock,
                self.promise,
                load=self.directory.rooms.load,
                append=partial(append, self),
            ),
        )
        return Runs(needs)

    def _departures(self) -> Departures:
        return Departures(
            self.presence,
            self.subscriptions,
            self.ends,
            self.storage.principals,
            self.code.left,
            self.clock,
            self.spawn,
            self.promise,
            self.restoring,
        )

    def _behind(self) -> Behind:
        return Behind(
            self.log,
            self.storage.rooms,
            self.hub,
            MemberEffects(self),
            self.directory.rooms.all,
            self.clock,
            self.spawn,
            self.settings,
        )

    def _other_processes(self) -> OtherProcesses:
        return OtherProcesses(
            ProcessEffects(self),
            self.storage.rooms,
            self.storage.principals,
            self.storage.moderation,
            self.rights,
            self.sanctions,
            self.lockdown,
            self.presence,
            self.limits.connections,
            self.clock.now,
        )

    def _documents(self) -> Documents:
        edits = EditNeeds(
            self.log,
            self.storage.documents,
            self.rights,
            self.clock,
            self.spawn,
            self.promise,
            self.hub.ingest,
            self.hub.flush_room,
            self.presence.leave_trace,
            self.other_processes.catch_up,
        )
        return Documents(
            DocumentNeeds(self.settings, self.storage.rooms, self.directory.rooms.load, self.hub, edits)
        )

    def _membership(self) -> Membership[Session]:
        return Membership(
            self.presence.principal,
            self.presence.sessions_of,
            self.storage.principals.principal,
            self.spawn,
            self.subscriptions.bring_in,
            self.subscriptions.remove,
            self.ends.left_group,
        )

    def _mentions(self) -> MentionFinder:
        needs = MentionNeeds(
            self.settings,
            self.storage.reading,
            self.storage.preferences,
            self.presence,
            self.rights,
            self.clock,
            self.spawn,
            self.directory.of_id,
            self.push.mentioned,
            self.read_state.recount,
        )
        return MentionFinder(needs)

    def _push(self) -> PushNotices:
        needs = PushNeeds(
            self.settings,
            self.storage,
            self.presence,
            self.rights,
            self.clock,
            self.spawn,
            self.push_sender,
            lambda: self.files.links.base,
        )
        return PushNotices(needs)

    def _schedule(self) -> Schedule:
        return Schedule(
            ScheduleNeeds(
                self.settings,
                self.storage,
                self.clock,
                self.spawn,
                self.directory.rooms.load,
                self.presence.sessions_of,
                partial(say_for, self),
            )
        )

    def _outgoing(self) -> OutgoingPosts:
        return OutgoingPosts(
            OutgoingNeeds(
                self.settings,
                self.storage.outgoing,
                self.callouts,
                self.clock,
                self.spawn,
                self.new_token,
                lambda principal: self.bots.owner(principal) is not None,
                partial(say_outgoing, self),
            )
        )

    # Its life.

    async def start(self) -> None:
        """Before the first session: the lobby is always in memory."""
        secret = await self.storage.files.secret()
        self.rids.know(secret)
        self.scram.know(secret)
        await self.files.start()
        await self.directory.start()
        await self.bots.start()
        for sanction in await self.storage.moderation.sanctions():
            self.sanctions.put(sanction)
        await self.lockdown.start()
        await self.mentions.start()
        self.ends.start()
        await self.schedule.start()
        await self.outgoing.start()
        await self.push.start()
        self.usage.start()
        self.code.start()

    def settings_changed(self) -> None:
        """Some of `settings` are others now: what is made of them is made anew."""
        self.limits.change(self.settings)

    def trimmed(self, first: Mapping[int, int]) -> None:
        for room_id, seq in first.items():
            room = self.directory.rooms.get(room_id)
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
        self.schedule.stop()
        self.usage.stop()
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

    async def save_marks(self) -> None:
        """Store how far everyone here has read."""
        await save_marks(self.presence, self.storage.principals, self.read_state.moved_by_itself)

    # `core.session.SessionContext`.

    def charge(self, session: Session, meter: str) -> None:
        self.limits.ask(session, meter)

    def flush_room(self, room: Room) -> None:
        self.hub.flush_room(room)

    def ended(self, session: Session, goodbye: bool) -> None:
        self.limits.disconnected(session.address)
        self.sessions.pop(session, None)
        if session.named:
            self.departures.release(session, goodbye)
