"""What a verb answers: rows. Each is one JSON object for programs, one or more lines for people.

Columns whose width varies come last, so that no row pushes another out of its place.
"""

from datetime import UTC, datetime
from typing import ClassVar

import msgspec

from chatservice.wire.sanitize import line


class AdminRow(msgspec.Struct, frozen=True, tag_field="is", kw_only=True):
    head: ClassVar[str] = ""  # stands once above rows of this type

    def lines(self) -> list[str]:
        raise NotImplementedError


class Done(AdminRow, tag="done", frozen=True):
    """What was done, in a sentence."""

    text: str

    def lines(self) -> list[str]:
        return [line(self.text)]


class StatusIs(AdminRow, tag="status", frozen=True):
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
    waiting: int = 0  # bytes for readers
    memory: int = 0  # bytes resident
    announcement: str = ""

    def lines(self) -> list[str]:
        if not self.running:
            return [f"No server is running on {line(self.data)}."]
        said = [
            f"chatservice {self.version} is running on {line(self.data)} (process {self.pid}).",
            f"since        {when(self.since)} UTC",
            *(f"door         {line(door)}" for door in self.doors),
            f"connections  {self.sessions:,}",
            f"people here  {self.people:,}",
            f"rooms open   {self.rooms_open:,}",
            f"memory       {size(self.memory)}, {size(self.waiting)} of it waiting for slow readers",
            f"epoch        {self.epoch}",
        ]
        return [*said, f"announced    {line(self.announcement)}"] if self.announcement else said


class StatsAre(AdminRow, tag="stats", frozen=True):
    people: int
    guests: int
    rooms: int
    groups: int
    directs: int
    lines_kept: int
    bytes_used: int
    bytes_free: int

    def lines(self) -> list[str]:
        return [
            f"people       {self.people:,}, {self.guests:,} of them guests",
            f"rooms        {self.rooms:,}, besides {self.groups:,} groups and {self.directs:,} of two people",
            f"lines        {self.lines_kept:,}",
            f"database     {size(self.bytes_used)}, {size(self.bytes_free)} of it free inside",
        ]


class SessionRow(AdminRow, tag="session", frozen=True):
    head = f"{'seconds':>8} {'waiting':>10} {'dialect':8} {'rooms':>5}  name (address)"

    name: str
    address: str
    dialect: str
    seconds: float
    rooms: int
    waiting: int

    def lines(self) -> list[str]:
        who = line(self.name) if self.name else "nobody yet"
        return [
            f"{self.seconds:>8.0f} {size(self.waiting):>10} {self.dialect:8} {self.rooms:>5}  "
            f"{who} ({line(self.address)})"
        ]


class RoomAt(AdminRow, tag="room", frozen=True):
    head = f"{'number':>6} {'kind':8} {'here':>6} {'lines':>10}  name: topic"

    id: int
    number: int | None
    name: str
    kind: str
    topic: str
    first: int
    last: int
    here: int

    def lines(self) -> list[str]:
        number = "-" if self.number is None else str(self.number)
        topic = f": {line(self.topic)}" if self.topic else ""
        count = self.last - self.first + 1
        return [f"{number:>6} {self.kind:8} {self.here:>6,} {count:>10,}  {line(self.name)}{topic}"]


class UserRow(AdminRow, tag="user", frozen=True):
    head = f"{'id':>6} {'role':10} {'last here':20} name"

    id: int
    name: str
    role: str
    here: bool
    left: float | None
    disabled: bool
    bot_of: str = ""

    def lines(self) -> list[str]:
        last = "now" if self.here else when(self.left) if self.left is not None else "-"
        what = f" (bot of {line(self.bot_of)})" if self.bot_of else " (disabled)" if self.disabled else ""
        return [f"{self.id:>6} {self.role:10} {last:20} {line(self.name)}{what}"]


class UserMade(AdminRow, tag="user_made", frozen=True):
    """`password` is told once, when it was made here."""

    name: str
    role: str
    password: str

    def lines(self) -> list[str]:
        said = [f"{line(self.name)} is {self.role} of the server."]
        if self.password:
            said.append(f"The password, shown only now: {self.password}")
        return said


class TokenAt(AdminRow, tag="token", frozen=True):
    head = f"{'id':10} {'made':20} {'last used':20} device or program"

    id: str
    label: str
    made: float
    used: float | None

    def lines(self) -> list[str]:
        used = when(self.used) if self.used is not None else "-"
        return [f"{self.id:10} {when(self.made):20} {used:20} {line(self.label)}".rstrip()]


class InvitationMade(AdminRow, tag="invitation_made", frozen=True):
    token: str
    expires: float

    def lines(self) -> list[str]:
        return [
            f"/register PASSWORD {self.token}",
            f"is what the invited person types, once, until {when(self.expires)} UTC.",
        ]


class InvitationRow(AdminRow, tag="invitation", frozen=True):
    head = f"{'id':10} {'made':20} {'good until':20} by"

    id: str
    by: str
    made: float
    expires: float

    def lines(self) -> list[str]:
        by = line(self.by) if self.by else "chatctl"
        return [f"{self.id:10} {when(self.made):20} {when(self.expires):20} {by}"]


class Finding(AdminRow, tag="finding", frozen=True):
    """What the doctor says: `level` is fine, know or mend."""

    check: str
    level: str
    text: str

    def lines(self) -> list[str]:
        mark = {"fine": "ok", "know": "note", "mend": "MEND"}.get(self.level, self.level)
        return [f"{mark:5} {self.check:12} {line(self.text)}"]


class BanRow(AdminRow, tag="ban", frozen=True):
    head = f"{'what':4} {'until (UTC)':19}  whom (by): why"

    measure: str
    target: str
    until: float  # 0: for good
    by: str
    reason: str

    def lines(self) -> list[str]:
        end = when(self.until) if self.until else "for good"
        why = f": {line(self.reason)}" if self.reason else ""
        return [f"{line(self.measure):4} {end:19}  {line(self.target)} ({line(self.by)}){why}"]


class DeedRow(AdminRow, tag="deed", frozen=True):
    head = f"{'when (UTC)':19}  who: what"

    ts: float
    actor: str
    action: str
    target: str
    room: str
    detail: str

    def lines(self) -> list[str]:
        where = f" in {line(self.room)}" if self.room not in ("", "*") else ""
        detail = f" ({line(self.detail)})" if self.detail else ""
        what = f"{line(self.action)} {line(self.target)}".rstrip()
        return [f"{when(self.ts)}  {line(self.actor)}: {what}{where}{detail}"]


class ReportRow(AdminRow, tag="report", frozen=True):
    head = f"{'id':>6} {'when (UTC)':19}  by: why; the line"

    id: int
    ts: float
    room: str
    seq: int
    sender: str
    text: str
    by: str
    reason: str

    def lines(self) -> list[str]:
        why = f": {line(self.reason)}" if self.reason else ""
        what = f"#{self.seq} of {line(self.sender)} in {line(self.room)}: {line(self.text)}"
        return [f"{self.id:>6} {when(self.ts)}  {line(self.by)}{why}; {what}"]


class Swapped(AdminRow, tag="swapped", frozen=True):
    kept: str

    def lines(self) -> list[str]:
        return []


class BackedUp(AdminRow, tag="backup", frozen=True):
    """Up to where it goes is in its backup.json too."""

    folder: str
    event: int
    rooms: int
    files: int
    size: int

    def lines(self) -> list[str]:
        held = f"{_count(self.rooms, 'room')}, {_count(self.files, 'file')}"
        return [
            f"{line(self.folder)}: {held}, {size(self.size)}.",
            f"It goes up to line {self.event} of all; backup.json in it says where each room ends.",
        ]


class Restored(AdminRow, tag="restored", frozen=True):
    kept: str  # where what was there before is, empty when nothing was

    def lines(self) -> list[str]:
        said = ["Restored. Clients that come back are told to reload."]
        return [*said, f"The database that was there is kept: {line(self.kept)}"] if self.kept else said


AnyRow = (
    Done
    | StatusIs
    | StatsAre
    | SessionRow
    | RoomAt
    | UserRow
    | UserMade
    | TokenAt
    | InvitationMade
    | InvitationRow
    | Finding
    | BanRow
    | DeedRow
    | ReportRow
    | Swapped
    | BackedUp
    | Restored
)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size(count: float) -> str:
    """Bytes, for people."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if count < 1024 or unit == "GiB":
            break
        count /= 1024
    return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"


def when(ts: float) -> str:
    """UTC, to the second."""
    try:
        return datetime.fromtimestamp(ts, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return "????-??-?? ??:??:??"
