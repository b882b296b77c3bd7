"""What only the operator is answered, at the operator's own socket.

Rows of lists carry what they are in ``is``, as `chatctl --json` prints them. Times are seconds since
1970, sizes bytes.
"""

import msgspec

from chatservice.model.events import Event
from chatservice.model.runs import LanguageInfo


class UpkeepEvent(Event, frozen=True, kw_only=True, omit_defaults=False):
    ref: str | int | None = None


class UpkeepRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="is"):
    """One line of a list."""


# The server.


class ServerStatus(UpkeepEvent, tag="status", frozen=True, kw_only=True):
    """`waiting` bytes wait for readers, `memory` is resident."""

    running: bool
    data: str
    version: str
    epoch: str
    pid: int = 0
    since: float = 0
    doors: list[str] = []
    sessions: int = 0
    people: int = 0
    rooms_open: int = 0
    waiting: int = 0
    memory: int = 0
    announcement: str = ""


class StoreStats(UpkeepEvent, tag="stats", frozen=True, kw_only=True):
    """How much is kept. `bytes_free` are inside the file."""

    people: int
    guests: int
    rooms: int
    groups: int
    directs: int
    lines_kept: int
    bytes_used: int
    bytes_free: int


class BackupMade(UpkeepEvent, tag="backup_made", frozen=True, kw_only=True):
    """The server has made and verified a backup; `name` is its folder's."""

    name: str


class UsageRow(UpkeepRow, tag="day", frozen=True, kw_only=True):
    """How much the server was used on a `day` such as ``2026-11-27`` (UTC), as in `model.usage.DayUsage`."""

    day: str
    people: int
    rooms: int
    lines: int
    files: int
    runs: int
    accounts: int
    bytes: int


class UsageList(UpkeepEvent, tag="usage", frozen=True, kw_only=True):
    """The days, oldest first, and how many lines were said by hour of the day (UTC) in all of them."""

    days: list[UsageRow]
    hours: list[int]


class ListedSession(UpkeepRow, tag="session", frozen=True, kw_only=True):
    name: str
    address: str
    dialect: str
    seconds: float
    rooms: int
    waiting: int


class SessionList(UpkeepEvent, tag="sessions", frozen=True, kw_only=True):
    """Who is connected; `next` asks for those who came later."""

    sessions: list[ListedSession]
    next: float | None = None


class ListedSetting(UpkeepRow, tag="setting", frozen=True, kw_only=True):
    """Values as they are written; `waiting` is the one of the next reload or start, if another."""

    name: str
    value: str
    default: str
    origin: str
    waiting: str


class SettingList(UpkeepEvent, tag="settings_are", frozen=True, kw_only=True):
    """The settings in force."""

    settings: list[ListedSetting]


class ServerHealth(UpkeepEvent, tag="health", frozen=True, kw_only=True):
    """What a running server knows of its own health: see the doctor of chatctl.

    `log_error` is why the last lines were refused; `behind_error`, `unindexed` and `wal` are of
    `core.ports.Condition`; `files` may be open, and there are `connections` of `max_clients`; `gone`
    guests are known. `advice` is on its settings, two of which are `cert` and `key`. Programs are fenced
    in by `fence`, or not run, for a `reason`, which `remedy` ends.
    """

    version: str
    now: float
    log_error: str
    behind_error: str
    unindexed: int
    wal: int
    files: int
    connections: int
    max_clients: int | None
    gone: int
    fence: str
    reason: str
    remedy: str
    languages: list[LanguageInfo]
    advice: list[str] = []
    cert: str = ""
    key: str = ""


class Swapped(UpkeepEvent, tag="swapped", frozen=True, kw_only=True):
    """The server goes on with another database, and the one before is `kept` there; or, for the reason in
    `error`, with the one it had."""

    kept: str = ""
    error: str = ""


class Progress(UpkeepEvent, tag="progress", frozen=True, kw_only=True):
    """The command at work has `done` so many of `total` (0: not known) of `what`."""

    done: int
    total: int
    what: str


# Rooms.


class ListedRoom(UpkeepRow, tag="room", frozen=True, kw_only=True):
    """`first` and `last` are seqs; `here` counts sessions."""

    id: int
    number: int | None
    name: str
    kind: str
    topic: str
    first: int
    last: int
    here: int


class AllRooms(UpkeepEvent, tag="all_rooms", frozen=True, kw_only=True):
    """Rooms and groups; `next` asks for the next page."""

    rooms: list[ListedRoom]
    next: int | None = None


class RoomShown(UpkeepEvent, tag="room_shown", frozen=True, kw_only=True):
    """One room or group."""

    room: ListedRoom


class EmptyRoomsDeleted(UpkeepEvent, tag="empty_rooms_deleted", frozen=True, kw_only=True):
    """So many rooms went."""

    count: int


class RetentionIs(UpkeepEvent, tag="retention", frozen=True, kw_only=True):
    """Lines in `room` are kept for so many `seconds`; None: as the setting says, which is `otherwise`
    (None: always)."""

    room: str
    seconds: float | None
    otherwise: float | None


# People.


class ListedUser(UpkeepRow, tag="user", frozen=True, kw_only=True):
    """`left` is when they were last here, None while they are."""

    id: int
    name: str
    role: str
    here: bool
    left: float | None
    disabled: bool
    bot_of: str = ""


class UserList(UpkeepEvent, tag="users", frozen=True, kw_only=True):
    """Accounts, or those who are called so; `next` asks for the next page."""

    users: list[ListedUser]
    next: int | None = None


class AccountIs(UpkeepEvent, tag="account", frozen=True, kw_only=True):
    """What `name` is on the server. A `password` that the server made is shown only now; `changed`: there is
    a new one, made or given."""

    name: str
    role: str
    password: str = ""
    changed: bool = True


class Disabled(UpkeepEvent, tag="disabled", frozen=True, kw_only=True):
    """Nobody comes in as `name` until it gets a new password."""

    name: str


class Erased(UpkeepEvent, tag="erased", frozen=True, kw_only=True):
    """`name` is shown as `now` from now on."""

    name: str
    now: str
