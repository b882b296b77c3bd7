"""How answers are printed: rows, each a JSON object for programs, one or more lines for people.

Columns whose width varies come last, so that the others stay aligned.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from chatservice.model import events as e
from chatservice.model import upkeep as u
from chatservice.model.sanctions import AuditEntryInfo, ReportInfo, SanctionInfo
from chatservice.wire.sanitize import line

Printed = msgspec.Struct


class Done(msgspec.Struct, frozen=True):
    """What was done, in a sentence."""

    text: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding of the doctor; `level` is fine, know or mend."""

    check: str
    level: str
    text: str


class BackedUp(msgspec.Struct, frozen=True, kw_only=True):
    """A backup and how far it goes, which its backup.json says too."""

    folder: str
    event: int
    rooms: int
    files: int
    size: int
    absent: int = 0  # files that lines name and that were gone already


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    kept: str  # where the previous data is, empty if there was none
    missing: int = 0  # files that lines name and that the backup did not have


def items(answer: e.Event) -> Sequence[Printed]:
    """The items of `answer` that are printed."""
    name = LISTS.get(type(answer))
    return [answer] if name is None else getattr(answer, name)


def fields(item: Printed) -> dict[str, object]:
    """`item` as one object for programs."""
    found = {"is": ROWS[type(item)].word, **msgspec.structs.asdict(item)}
    found.pop("ref", None)
    if isinstance(item, SanctionInfo):
        found["target"] = target(item)
    return found


def lines(item: Printed) -> list[str]:
    """`item` for people."""
    return ROWS[type(item)].lines(item)


def head(item: Printed) -> str:
    """The heading above rows of this kind."""
    return ROWS[type(item)].head


# The server.


def _status(status: u.ServerStatus) -> list[str]:
    if not status.running:
        return [f"No server is running on {line(status.data)}."]
    texts = [
        f"chatservice {status.version} is running on {line(status.data)} (process {status.pid}).",
        f"since        {when(status.since)} UTC",
        *(f"door         {line(door)}" for door in status.doors),
        f"connections  {status.sessions:,}",
        f"people here  {status.people:,}",
        f"rooms open   {status.rooms_open:,}",
        f"memory       {size(status.memory)}, {size(status.waiting)} of it waiting for slow readers",
        f"epoch        {status.epoch}",
    ]
    return [*texts, f"announced    {line(status.announcement)}"] if status.announcement else texts


def _stats(stats: u.StoreStats) -> list[str]:
    return [
        f"people       {stats.people:,}, {stats.guests:,} of them guests",
        f"rooms        {stats.rooms:,}, besides {stats.groups:,} groups and {stats.directs:,} of two people",
        f"lines        {stats.lines_kept:,}",
        f"database     {size(stats.bytes_used)}, {size(stats.bytes_free)} of it free inside",
    ]


def _session(row: u.ListedSession) -> list[str]:
    who = line(row.name) if row.name else "nobody yet"
    columns = f"{row.seconds:>8.0f} {size(row.waiting):>10} {row.dialect:8} {row.rooms:>5}"
    return [f"{columns}  {who} ({line(row.address)})"]


def _setting(row: u.ListedSetting) -> list[str]:
    waiting = f"; {row.waiting} from the next reload or start" if row.waiting else ""
    default = "" if row.value == row.default else f", default {row.default}"
    return [line(f"{row.name} = {row.value}  ({row.origin}{default}){waiting}")]


def _finding(finding: Finding) -> list[str]:
    mark = {"fine": "ok", "know": "note", "mend": "MEND"}.get(finding.level, finding.level)
    return [f"{mark:5} {finding.check:12} {line(finding.text)}"]


def _backed_up(made: BackedUp) -> list[str]:
    held = f"{_count(made.rooms, 'room')}, {_count(made.files, 'file')}"
    texts = [
        f"{line(made.folder)}: {held}, {size(made.size)}.",
        f"It goes up to line {made.event} of all; backup.json in it says where each room ends.",
    ]
    if made.absent:
        texts.append(f"{_count(made.absent, 'shared file')} could not be found; chatctl doctor says more.")
    return texts


def _restored(restored: Restored) -> list[str]:
    texts = ["Restored. Clients that come back are told to reload."]
    if restored.missing:
        texts.append(f"The backup did not have {_count(restored.missing, 'shared file')}.")
    if restored.kept:
        texts.append(f"The database that was there is kept: {line(restored.kept)}")
    return texts


# Rooms and people.


def _room(row: u.ListedRoom) -> list[str]:
    number = "-" if row.number is None else str(row.number)
    topic = f": {line(row.topic)}" if row.topic else ""
    count = row.last - row.first + 1
    return [f"{number:>6} {row.kind:8} {row.here:>6,} {count:>10,}  {line(row.name)}{topic}"]


def _user(row: u.ListedUser) -> list[str]:
    last = "now" if row.here else when(row.left) if row.left is not None else "-"
    what = f" (bot of {line(row.bot_of)})" if row.bot_of else " (disabled)" if row.disabled else ""
    return [f"{row.id:>6} {row.role:10} {last:20} {line(row.name)}{what}"]


def _account(account: u.AccountIs) -> list[str]:
    texts = [f"{line(account.name)} is {account.role} of the server."]
    return [*texts, f"The password, shown only now: {account.password}"] if account.password else texts


def _token(row: e.TokenInfo) -> list[str]:
    used = when(row.used) if row.used is not None else "-"
    return [f"{row.id:10} {when(row.made):20} {used:20} {line(row.label)}".rstrip()]


def _day(row: u.UsageRow) -> list[str]:
    counts = f"{row.people:>7} {row.rooms:>6} {row.lines:>9} {row.files:>6} {row.runs:>6} {row.accounts:>5}"
    return [f"{row.day:10} {counts} {size(row.bytes):>10}"]


def _invitation(made: e.InvitationIs) -> list[str]:
    times = "once" if made.uses == 1 else f"{made.uses} times"
    link = [line(made.url)] if made.url else []
    return [
        *link,
        f"/redeem {made.token} NAME",
        f"is what an invited person types (to register: /register NAME PASSWORD {made.token}), {times}, "
        f"until {when(made.expires)} UTC.",
    ]


def _invited(row: e.InvitationInfo) -> list[str]:
    by, room = line(row.by) if row.by else "chatctl", line(row.room) if row.room else "-"
    return [f"{row.id:10} {when(row.made):20} {when(row.expires):20} {row.uses:5} {room:15} {by}"]


def target(sanction: SanctionInfo) -> str:
    return ", ".join(filter(None, (sanction.name, sanction.network)))


def _sanction(row: SanctionInfo) -> list[str]:
    end = when(row.until) if row.until else "for good"
    why = f": {line(row.reason)}" if row.reason else ""
    return [f"{line(row.measure):4} {end:19}  {line(target(row))} ({line(row.by)}){why}"]


def _audit_entry(row: AuditEntryInfo) -> list[str]:
    where = f" in {line(row.room)}" if row.room not in ("", "*") else ""
    detail = f" ({line(row.detail)})" if row.detail else ""
    what = f"{line(row.action)} {line(row.target)}".rstrip()
    return [f"{when(row.ts)}  {line(row.actor)}: {what}{where}{detail}"]


def _report(row: ReportInfo) -> list[str]:
    why = f": {line(row.reason)}" if row.reason else ""
    what = f"#{row.seq} of {line(row.sender)} in {line(row.room)}: {line(row.text)}"
    return [f"{row.id:>6} {when(row.ts)}  {line(row.by)}{why}; {what}"]


class Look(NamedTuple):
    """How a kind of row is printed; `word` names the kind for programs."""

    word: str
    lines: Callable[[Any], list[str]]
    head: str = ""


ROWS: dict[type[Printed], Look] = {
    Done: Look("done", lambda done: [line(done.text)]),
    Finding: Look("finding", _finding),
    BackedUp: Look("backup", _backed_up),
    Restored: Look("restored", _restored),
    u.ServerStatus: Look("status", _status),
    u.ListedSetting: Look("setting", _setting),
    u.StoreStats: Look("stats", _stats),
    u.UsageRow: Look(
        "day",
        _day,
        f"{'day (UTC)':10} {'people':>7} {'rooms':>6} {'lines':>9} {'files':>6} {'runs':>6} {'new':>5} "
        f"{'stored':>10}",
    ),
    u.ListedSession: Look(
        "session", _session, f"{'seconds':>8} {'waiting':>10} {'dialect':8} {'rooms':>5}  name (address)"
    ),
    u.ListedRoom: Look("room", _room, f"{'number':>6} {'kind':8} {'here':>6} {'lines':>10}  name: topic"),
    u.ListedUser: Look("user", _user, f"{'id':>6} {'role':10} {'last here':20} name"),
    u.AccountIs: Look("user_made", _account),
    e.TokenInfo: Look("token", _token, f"{'id':10} {'made':20} {'last used':20} device or program"),
    e.InvitationIs: Look("invitation_made", _invitation),
    e.InvitationInfo: Look(
        "invitation", _invited, f"{'id':10} {'made':20} {'good until':20} {'left':>5} {'room':15} by"
    ),
    SanctionInfo: Look("ban", _sanction, f"{'what':4} {'until (UTC)':19}  whom (by): why"),
    AuditEntryInfo: Look("deed", _audit_entry, f"{'when (UTC)':19}  who: what"),
    ReportInfo: Look("report", _report, f"{'id':>6} {'when (UTC)':19}  by: why; the line"),
}

LISTS: dict[type[e.Event], str] = {  # the field of an answer that is a list of rows
    u.SessionList: "sessions",
    u.UsageList: "days",
    u.SettingList: "settings",
    u.AllRooms: "rooms",
    u.UserList: "users",
    e.InvitationList: "invitations",
    e.TokenList: "tokens",
    e.SanctionList: "sanctions",
    e.AuditPage: "deeds",
    e.ReportList: "reports",
}


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
