"""What `core` needs of the world, as Protocols; drivers elsewhere fulfil them.

Every awaitable may be a Twisted Deferred: `core` only ever awaits it. Everything is
called and calls back on the reactor's thread.
"""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Generator, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from chatservice.core.code_ports import RunOutputs
from chatservice.core.file_ports import BlobStore, FileStore
from chatservice.errors import Fault
from chatservice.model.events import Event
from chatservice.model.sanctions import AuditEntry, Expect, Imposed, Sanction, StoredReport
from chatservice.model.values import (
    Account,
    Appended,
    AskRow,
    Blanked,
    BotRow,
    Draft,
    Found,
    HookRow,
    Member,
    Principal,
    Record,
    RoomKind,
    RoomRow,
    RoomState,
    ServerRole,
    StoredInvitation,
    TokenRow,
    Totals,
)

Outcome = Appended | Fault


class Timer(Protocol):
    def active(self) -> bool: ...

    def cancel(self) -> None: ...


class Clock(Protocol):
    """What lasts goes by `monotonic` and `callLater`, which nobody can set; what is shown or stored
    goes by `now`, which may go back."""

    def now(self) -> float:
        """Seconds since 1970: when something happened, and when it expires."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment, the same as long as the program runs: to measure how long
        something lasts."""
        ...

    def callLater(self, delay: float, call: Callable[[], object]) -> Timer:  # noqa: N802
        """Call once, `delay` seconds from now (IReactorTime's own name)."""
        ...


class Spawn(Protocol):
    def __call__(self, work: Coroutine[object, object, None]) -> None:
        """Run `work`; a failure is logged. It may finish before this returns."""
        ...


class Condition(msgspec.Struct, frozen=True):
    """How the work stands that follows behind the log. `trouble` says what of it cannot be done and
    why, empty when all is well; `unindexed` is how many events searches look at one by one;
    `wal` how many bytes the log beside the database has."""

    trouble: str = ""
    unindexed: int = 0
    wal: int = 0


class RoomLog(Protocol):
    """The truth: for each room, events with gapless seqs, in the order they were queued.

    All appends that wait together are committed in one transaction, and the whole batch
    is handed back in one turn: first every `done`, then `on_batch` once.
    """

    epoch: str
    on_batch: Callable[[], None]
    on_first: Callable[[dict[int, int]], None]
    """{room: first}: older lines are not kept any more, and are gone."""
    on_reopened: Callable[[], None]
    """The database could be opened again after a failure: what was answered with OutcomeUnknown
    may be in it. Called after the batch that found it so has been handed back."""
    on_commit: Callable[[int, float], None]
    """Gets, before anything of a batch is told, of how many appends and changes it was
    and the seconds from handing it over to having it back."""

    @property
    def trouble(self) -> str:
        """Why the last batch could not be stored; empty when it could."""
        ...

    @property
    def condition(self) -> Condition: ...

    def try_write(self) -> Awaitable[None]:
        """Write something that changes nothing, so that `trouble` is known anew. Raises NotStored."""
        ...

    def append(
        self,
        room: int,
        drafts: Sequence[Draft],
        done: Callable[[Sequence[Outcome]], None],
        again: bool = False,
    ) -> None:
        """Queue `drafts`, all for one transaction; `done` gets an outcome for each, in order.

        An outcome is `Appended` after the commit, or the reason why this draft alone is
        not in the log: Stale (its `expect` no longer holds, or that of something the same actor
        said there before it in the batch), KeyReused, NotStored, OutcomeUnknown. What was Stale
        is queued `again`, from its `done`: before all that waits, so that nothing overtakes it.
        A key seen before in this room by this actor with the same body gives the first one's
        place, not `fresh`. ADDED, REMOVED, ROLE, MODE and TOPIC take effect on members, mode, topic
        and access version in the same transaction, FILE and FILE_GONE on files, RUN and
        RUN_ENDED on runs; DELETED takes the text out of the line it names, which is a BLANK then.
        """
        ...

    def heads(self, rooms: Sequence[int]) -> Awaitable[dict[int, int]]:
        """By room, the last seq as of everything that was queued before this; of those that are there."""
        ...

    def since(self, room: int, seq: int, limit: int) -> Awaitable[list[Record]]:
        """At most `limit` events after `seq`, in order."""
        ...

    def since_id(self, room: int, id_: int, limit: int) -> Awaitable[list[Record]]:
        """At most `limit` events of `room` whose id is above `id_`, in order."""
        ...

    def before(self, room: int, seq: int | None, limit: int) -> Awaitable[list[Record]]:
        """The last `limit` events before `seq` (None: the newest), oldest first."""
        ...

    def around(self, room: int, seq: int, before: int, after: int) -> Awaitable[list[Record]]:
        """The event at `seq` with that many before and after it, oldest first."""
        ...

    def search(
        self, rooms: Sequence[int], text: str, senders: Sequence[int] | None, before: int | None, limit: int
    ) -> Awaitable[Found]:
        """Messages and actions in `rooms` that contain `text` (case folded), newest first.

        `before` is an event id: only older ones. `senders` are principals' ids. Raises Busy when
        too many wait already.
        """
        ...


class RoomStore(Protocol):
    """Rooms and their members, as stored. Changes come back after their commit."""

    def create(
        self,
        kind: RoomKind,
        name: str,
        members: Sequence[int],
        creator: int,
        now: float,
        address: str = "",
    ) -> Awaitable[RoomRow]:
        """A new room with these members, owned by its creator. RoomNameTaken when
        the folded name is in use by a public room or a group; TooMany over the cap of
        rooms, or the share of that person or `address` (the operator, 0, has no cap). Without
        a name it is called ``room_1``, ``room_2`` and so on, which nobody can choose. A direct
        room has no name; for a pair that has one already, that one."""
        ...

    def by_name(self, name: str) -> Awaitable[RoomRow | None]:
        """The public room or group of that name, compared folded."""
        ...

    def by_id(self, room: int) -> Awaitable[RoomRow | None]: ...

    def state(self, room: int) -> Awaitable[RoomState | None]:
        """As of everything that was queued before this, and answered in its place among that."""
        ...

    def by_number(self, number: int) -> Awaitable[RoomRow | None]: ...

    def listed(self, after: int, limit: int) -> Awaitable[list[RoomRow]]:
        """Public rooms and groups by id, the next ones after that id."""
        ...

    def delete(self, room: int, expect: Expect | None = None) -> Awaitable[None]:
        """The room and all that was said in it; from here on nothing is appended to it. Stale."""
        ...

    def drop_empty(self, room: int) -> Awaitable[bool]:
        """As `delete`, if nothing was ever logged in it; whether it was so."""
        ...

    def idle(self, before: float, after: int, limit: int) -> Awaitable[list[RoomRow]]:
        """Rooms that are of no use to anybody, if nobody is in them now, by id after `after`: public
        ones made before then in which nothing was ever said or set up; closed ones without a
        member in which nothing was said since; groups without a member. Never the operator's own."""
        ...

    def keep(self, room: int) -> Awaitable[float | None]:
        """How long lines are kept there, in seconds; None: as long as the setting says."""
        ...

    def set_keep(self, room: int, keep: float | None) -> Awaitable[None]:
        """Lines that are too old by it are removed soon, some at a time."""
        ...

    def direct(self, one: int, other: int) -> Awaitable[RoomRow | None]: ...

    def public(self, limit: int, about: str = "") -> Awaitable[tuple[list[RoomRow], int]]:
        """The public rooms with `about` in their name (folded), those with the newest lines first, and
        how many there are of them."""
        ...

    def private(self, principal: int) -> Awaitable[list[RoomRow]]:
        """Groups and direct conversations that the principal is a member of."""
        ...

    def ended(self, principal: int, left: float) -> Awaitable[list[tuple[RoomRow, str]]]:
        """Its direct conversations with guests who will never come back, and what the guest is called;
        the newest first. Such guests left before `left` (seconds since 1970), or have no token."""
        ...

    def members(self, room: int) -> Awaitable[list[Member]]:
        """Those who have been it for longest first. Of a public room: those who have a role in it,
        or are let in where not everybody is."""
        ...

    def parts(self, principal: int) -> Awaitable[list[RoomRow]]:
        """Public rooms and groups whose `members` the principal is among."""
        ...

    def admit(self, room: int, principal: int) -> Awaitable[None]:
        """It is a member from now on, without a word in the log."""
        ...

    def dismiss(self, room: int, principal: int) -> Awaitable[None]:
        """It has no part there any more, without a word in the log."""
        ...


class PrincipalStore(Protocol):
    """Who there is and was. Changes come back after their commit."""

    def create_guest(self, name: str, token: str, now: float) -> Awaitable[Principal]:
        """`token` is stored hashed. NameOwned when the name belongs to an account."""
        ...

    def by_token(self, token: str) -> Awaitable[Principal | None]: ...

    def came(self, principal: int, name: str, now: float) -> Awaitable[Principal]:
        """It is here again, under this name (empty: under its own). NameOwned when that is
        somebody else's."""
        ...

    def renamed(self, principal: int, name: str, now: float) -> Awaitable[None]:
        """NameOwned when the name is somebody else's."""
        ...

    def gone(self, principal: int, now: float, over: bool = False, trace: bool = True) -> Awaitable[None]:
        """Its last session ended; `over`: it said goodbye, and its token is worth nothing. `trace`:
        something by or about it was logged since it came."""
        ...

    def ended_members(self, before: float, after: int, limit: int) -> Awaitable[list[Principal]]:
        """Guests who left before then and still have a part in a room or group, by id after `after`."""
        ...

    def sweep(self, before: float, limit: int) -> Awaitable[tuple[int, list[int]]]:
        """Look at the next guests who left before then: their tokens and marks go, and whoever
        nothing names goes altogether, with direct conversations in which nothing was ever said.
        How many were looked at, and those conversations."""
        ...

    def principal(self, principal: int) -> Awaitable[Principal | None]: ...

    def named(self, name: str) -> Awaitable[list[int]]:
        """The ids of all who are shown under that name now, compared folded: guests who
        are gone and those who took the name after them."""
        ...

    def erase(self, principal: int, name: str) -> Awaitable[None]:
        """Nothing is known of them any more but what they said; shown as `name` from now on. Sanctions
        are what `sanctions.without` leaves of them. What rested on rights anywhere is Stale after it."""
        ...

    def blank_some(self, principal: int, after: int) -> Awaitable[Blanked]:
        """Blank some of their words after event `after`: lines, topics, names of files."""
        ...

    def marks(self, principal: int) -> Awaitable[dict[int, int]]:
        """By room, the last seq that it has seen."""
        ...

    def save_marks(self, marks: Mapping[tuple[int, int], int]) -> Awaitable[None]:
        """{(principal, room): seq}; a mark never goes back."""
        ...


class AccountStore(Protocol):
    """Principals that own their names. Passwords come encoded (see `Passwords`); tokens and
    invitations are stored hashed. Changes come back after their commit."""

    def named(self, name: str) -> Awaitable[Account | None]:
        """Whose name that is, compared folded."""
        ...

    def password_of(self, principal: int) -> Awaitable[str]: ...

    def some(self, after: int, limit: int) -> Awaitable[list[Principal]]:
        """Accounts by id, those after the id `after`."""
        ...

    def create(
        self, name: str, password: str, role: ServerRole, now: float, invitation: str = ""
    ) -> Awaitable[Principal]:
        """A new one, who is not here. NameTaken when the name is owned; BadInvitation."""
        ...

    def register(
        self, principal: Principal, password: str, now: float, invitation: str = ""
    ) -> Awaitable[None]:
        """The guest `principal` owns its name. NameTaken when it is owned; BadInvitation."""
        ...

    def set_password(self, principal: int, password: str, kept: str | None = None) -> Awaitable[None]:
        """With `kept`, all its other tokens are worth nothing any more."""
        ...

    def set_role(self, principal: int, role: ServerRole, expect: Expect | None = None) -> Awaitable[None]:
        """What rested on rights anywhere is Stale after it."""
        ...

    def add_token(
        self, principal: int, token: str, label: str, now: float, password: str | None = None
    ) -> Awaitable[None]:
        """One more device. Over the cap, the token that was not used for longest goes.
        BadCredentials when `password` is given and is not the one stored."""
        ...

    def used(self, token: str, now: float) -> Awaitable[None]: ...

    def tokens(self, principal: int) -> Awaitable[list[TokenRow]]: ...

    def revoke(self, principal: int, id_: str) -> Awaitable[int]:
        """How many tokens went: those of that id."""
        ...

    def revoke_others(self, principal: int, kept: str) -> Awaitable[None]:
        """All its tokens but the one `kept`."""
        ...

    def invite(self, token: str, by: int | None, now: float, expires: float) -> Awaitable[None]:
        """`token` lets one person register, until `expires`."""
        ...

    def invitations(self, now: float) -> Awaitable[list[StoredInvitation]]: ...

    def uninvite(self, id_: str) -> Awaitable[int]: ...


class ModerationStore(Protocol):
    """What is done about people. What changes something takes the line of the audit log that
    tells of it into the same transaction. Changes come back after their commit."""

    def sanctions(self) -> Awaitable[list[Sanction]]: ...

    def impose(
        self, one: Sanction, instead: Sequence[int], deed: AuditEntry, expect: Expect | None = None
    ) -> Awaitable[Imposed]:
        """With its id; those of the ids `instead` go. TooMany over a share or a cap; over that of
        all rooms, the oldest of the room with the most gives way. NoSuchRoom when it is gone. Stale;
        what rested on rights there is Stale after it."""
        ...

    def lift(self, ids: Sequence[int], deed: AuditEntry, expect: Expect | None = None) -> Awaitable[None]:
        """Stale."""
        ...

    def note(self, deed: AuditEntry) -> Awaitable[None]:
        """One more line of the audit log. What is over its age goes; of what is not the server's
        own, also what is over its cap, or one person's share of it."""
        ...

    def deeds(self, before: int | None, limit: int, own: bool = True) -> Awaitable[list[AuditEntry]]:
        """The audit log, the newest first; `before` is an id. The server's `own`, or what others
        did in their rooms."""
        ...

    def report(self, one: StoredReport, address: str = "") -> Awaitable[int]:
        """Its id; that of the same one when it is there already. TooMany over the cap, or over the
        share of that person or `address` (as `limits.crowd` gives it)."""
        ...

    def reports(self) -> Awaitable[list[StoredReport]]:
        """The oldest first."""
        ...

    def resolve(self, id_: int, deed: AuditEntry) -> Awaitable[bool]:
        """Whether there was one of that id."""
        ...

    def lockdown(self) -> Awaitable[bool]: ...

    def set_lockdown(self, on: bool, deed: AuditEntry) -> Awaitable[None]: ...

    def ignored(self, principal: int) -> Awaitable[list[Principal]]:
        """Whom the principal wants to hear nothing of."""
        ...

    def ignore(self, principal: int, others: Sequence[int]) -> Awaitable[None]: ...

    def unignore(self, principal: int, other: int) -> Awaitable[None]: ...


class InvitationStore(Protocol):
    """Who is asked into a group, and who left one: the log takes care of the latter, and of who is
    a member by now. Changes come back after their commit."""

    def strangers(self, me: int, others: Sequence[int]) -> Awaitable[set[int]]:
        """Those of `others` who have never said anything to `me`: neither to me alone nor in a
        group that both are in. Only the newest lines are looked at."""
        ...

    def deaf(self, me: int, others: Sequence[int]) -> Awaitable[set[int]]:
        """Those of `others` who ignore `me`."""
        ...

    def one(self, room: int, principal: int) -> Awaitable[AskRow | None]:
        """None when they neither left it nor are asked."""
        ...

    def waiting(self, principal: int) -> Awaitable[list[AskRow]]:
        """What they were asked by people who are still in the group; the oldest first."""
        ...

    def ask(self, room: int, principal: int, by: int, now: float) -> Awaitable[bool]:
        """Whether they are to be told: not when it stands already, nor when enough others by the same
        person wait. Over the cap of what one person has not answered, the oldest go."""
        ...

    def unask(self, principal: int, by: int) -> Awaitable[None]:
        """What that person asked them stands no more."""
        ...


class BotStore(Protocol):
    """Accounts of programs, and addresses where programs post. Tokens are stored hashed.
    Changes come back after their commit."""

    def create(self, name: str, owner: int, now: float) -> Awaitable[Principal]:
        """An account without a password. NameTaken; TooMany over the cap of one owner, for whom the
        bots of bots count too."""
        ...

    def owners(self) -> Awaitable[dict[int, int]]:
        """By the id of each bot, whose it is."""
        ...

    def delete(self, principal: int, now: float) -> Awaitable[None]:
        """That bot is an account no more: its name is free, its tokens and webhooks end, and it is
        in no room but direct ones. What it said stays."""
        ...

    def unhook_all(self, principal: int) -> Awaitable[None]:
        """The webhooks that the principal made, and those that speak as it, end."""
        ...

    def bot(self, principal: int) -> Awaitable[BotRow | None]: ...

    def of(self, owner: int) -> Awaitable[list[BotRow]]: ...

    def hook(self, token: str, room: int, bot: int, by: int, now: float) -> Awaitable[None]:
        """Who knows `token` may say something in `room` as `bot`. TooMany over the cap of
        one room."""
        ...

    def hooked(self, token: str) -> Awaitable[HookRow | None]: ...

    def hooks(self, room: int) -> Awaitable[list[HookRow]]: ...

    def used(self, token: str, now: float) -> Awaitable[None]: ...

    def unhook(self, room: int, id_: str) -> Awaitable[int]:
        """How many went: those of the room whose id that is."""
        ...


class Passwords(Protocol):
    """Slow on purpose; done elsewhere than on the reactor's thread. Raises Busy when too
    many wait already."""

    def encode(self, password: str) -> Awaitable[str]: ...

    def verify(self, encoded: str, password: str) -> Awaitable[bool]:
        """As much work for an empty `encoded` (nobody of that name), which fits no password."""
        ...


class Storage(Protocol):
    """One database and the bytes of files: ports on them, one life."""

    @property
    def log(self) -> RoomLog: ...

    @property
    def rooms(self) -> RoomStore: ...

    @property
    def principals(self) -> PrincipalStore: ...

    @property
    def accounts(self) -> AccountStore: ...

    @property
    def bots(self) -> BotStore: ...

    @property
    def asking(self) -> InvitationStore: ...

    @property
    def moderation(self) -> ModerationStore: ...

    @property
    def files(self) -> FileStore: ...

    @property
    def blobs(self) -> BlobStore: ...

    @property
    def runs(self) -> RunOutputs: ...

    def figures(self) -> Awaitable[Totals]: ...

    def close(self) -> Awaitable[None]:
        """After everything that is under way is committed."""
        ...


class Future(Protocol):
    """Something to wait for that this side fulfils; Twisted's Deferred is one."""

    def callback(self, result: object) -> None: ...

    def __await__(self) -> Generator[Any, None, object]: ...


class Subscriber(Protocol):
    """The way out of one session. Bytes and sockets are behind it. After `close` it is inert."""

    @property
    def backlog(self) -> int:
        """Bytes that wait for the network."""
        ...

    @property
    def acks(self) -> bool:
        """Whether whoever is behind it is told when what they said is on disk."""
        ...

    @property
    def patient(self) -> bool:
        """Whether what comes too often waits for a moment, instead of being refused."""
        ...

    @property
    def lists(self) -> bool:
        """Whether it is sent everyone who is here, whenever that changes."""
        ...

    def send(self, event: Event, room: int = 0, first: int = 0) -> None:
        """Queue `event`; it leaves with all else of this turn. One that shows lines of a room's
        log names that `room` and the `first` seq of them, for `unsent`."""
        ...

    def refuse(self, fault: Fault, ref: str | int | None = None, key: str = "", room: str = "") -> None:
        """Say why not, as an Error event."""
        ...

    def close(self, fault: Fault | None, resume: Mapping[str, int]) -> None:
        """Send what is queued and a Bye (None: they said goodbye themselves), then close."""
        ...

    def hang_up(self) -> None:
        """Send what is queued, then close."""
        ...

    def pause(self) -> None:
        """Read no more until `resume`."""
        ...

    def resume(self) -> None: ...

    def drained(self) -> Awaitable[object]:
        """When what was queued has been handed to the network, or the connection is gone."""
        ...

    def unsent(self, room: int) -> int | None:
        """The lowest seq of that room that the network has not taken; None when it took all."""
        ...

    def voice(self, viewer: str) -> "Variant":
        """How this outlet wants to be spoken to; see `Variant`. `viewer` is whose eyes a
        direct conversation is shown to, empty in other rooms."""
        ...


class Batch(msgspec.Struct, frozen=True, eq=False):
    """What one flush of a room carries: its events, and for each the outlet of the
    session that wrote it (None where that does not matter) and the principal whose doing it is
    (0 where nobody may mind).

    `first` is the lowest seq in it, or the room's head + 1 when it holds only passing events.
    """

    room: int
    first: int
    events: list[Event]
    origins: list["Subscriber | None"]
    actors: list[int]


class Variant(Protocol):
    """One way of encoding: a codec, and whose eyes it is for.

    Outlets with the same voice get the same bytes.
    """

    @property
    def lists(self) -> bool:
        """Whether its outlets are sent everyone who is here, whenever that changes."""
        ...

    def fanout(self, batch: Batch, outlets: Collection[Subscriber]) -> None:
        """Encode once, hand to each."""
        ...
