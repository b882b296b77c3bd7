"""Roles, sanctions, reports and the audit log, in English."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.model.sanctions import AuditEntryInfo, ReportInfo, SanctionInfo
from chatservice.wire.fault_text import because, until
from chatservice.wire.phrases import names
from chatservice.wire.sanitize import line, minute


def _role_set(event: events.RoleSet) -> list[str]:
    if event.role == "muted":
        return [f"{line(event.sender)} muted {line(event.who)} in {line(event.room)}."]
    if event.role == "voice":
        return [f"{line(event.sender)} gave {line(event.who)} a voice in {line(event.room)}."]
    if event.who == event.sender:
        return [f"{line(event.who)} is {line(event.role)} of {line(event.room)} now."]
    return [f"{line(event.sender)} made {line(event.who)} {line(event.role)} of {line(event.room)}."]


def _role_is(event: events.RoleIs) -> list[str]:
    where = "on this server" if event.room == "*" else f"in {line(event.room)}"
    if event.role == "voice":
        return [f"{line(event.name)} has a voice {where} now."]
    return [f"{line(event.name)} is {line(event.role)} {where} now."]


def _moderated(event: events.Moderated) -> list[str]:
    """Without an end when the sanction is permanent."""
    by, who, where = line(event.by), line(event.who), "" if event.room == "*" else line(event.room)
    end = f"{until(event.until)}{because(line(event.reason))}."
    if event.action in ("muted", "unmuted"):
        where = f" in {where}" if where else " everywhere"
        what = f"{by} {event.action} {who}{where}"
    else:
        what = f"{by} {line(event.action)} {who}{f' from {where}' if where else ''}"
    return [what + end]


def _purged(event: events.Purged) -> list[str]:
    lines = "line is" if event.count == 1 else "lines are"
    more = (
        (" There are more: say it again." if event.count else " There may be older ones.")
        if event.more
        else ""
    )
    return [f"{event.count:,} {lines} deleted of {line(event.name)} in {line(event.room)}.{more}"]


def _sanctions(event: events.SanctionList) -> list[str]:
    where = "on this server" if event.room == "*" else f"in {line(event.room)}"
    if not event.sanctions:
        return [f"Nobody is banned or muted {where}."]
    more = [f"And {event.more:,} older ones: /bans {line(event.room)} NAME finds one."] if event.more else []
    return [f"Banned and muted {where}:", *map(_sanction, event.sanctions), *more]


def _sanction(sanction: SanctionInfo) -> str:
    target = ", ".join(map(line, filter(None, (sanction.name, sanction.network))))
    measure = {"ban": "banned", "mute": "muted"}.get(sanction.measure, line(sanction.measure))
    return f"{target} {measure}{until(sanction.until)} by {line(sanction.by)}{because(line(sanction.reason))}"


def _report(report: ReportInfo) -> str:
    where = f"#{report.seq} of {line(report.sender)} in {line(report.room)}"
    return f"{report.id} by {line(report.by)}{because(line(report.reason))}; {where}: {line(report.text)}"


def _ways(seq: str, room: str, name: str, id_: str) -> str:
    """What a moderator does about a report."""
    act = f"/delete {seq} in:{room} deletes the line, /ban {name} bans its author"
    return f"{act}, /resolve {id_} closes the report."


def _audit(event: events.AuditPage) -> list[str]:
    more = [f"Older ones: /audit before {event.next}"] if event.next is not None else []
    return [*map(_audit_entry, event.deeds), *more] if event.deeds else ["The audit log is empty."]


def _audit_entry(entry: AuditEntryInfo) -> str:
    where = f" in {line(entry.room)}" if entry.room not in ("", "*") else ""
    target = f" {line(entry.target)}" if entry.target else ""
    detail = f" ({line(entry.detail)})" if entry.detail else ""
    return f"{minute(entry.ts)} {line(entry.actor)}: {line(entry.action)}{target}{where}{detail}"


def _lockdown(event: events.LockdownIs) -> list[str]:
    by = f" {line(event.by)} decided." if event.by else ""
    if event.on:
        return [f"Lockdown: no new guests, no new accounts, and everyone is slower.{by}"]
    return [f"No lockdown: new users are admitted.{by}"]


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.RoleSet: _role_set,
    events.RoleIs: _role_is,
    events.Moderated: _moderated,
    events.Reported: lambda e: [
        f"Report {_report(e.report)}",
        _ways(str(e.report.seq), line(e.report.room), line(e.report.sender), str(e.report.id)),
    ],
    events.ReportList: lambda e: (
        ["Reports:", *map(_report, e.reports), _ways("LINE", "ROOM", "NAME", "ID")]
        if e.reports
        else ["There are no open reports."]
    ),
    events.ReportIs: lambda e: [
        f"Report {e.id} is resolved." if e.resolved else "The moderators will see it. Thank you."
    ],
    events.IgnoredAre: lambda e: [f"You ignore {names(e.who)}." if e.who else "You ignore no one."],
    events.Purged: _purged,
    events.SanctionList: _sanctions,
    events.LockdownIs: _lockdown,
    events.AuditPage: _audit,
}
