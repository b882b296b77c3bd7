"""Reported lines."""

import msgspec

from chatservice.model.events.base import Answer, Passing


class ReportInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A reported line, as it was when `by` reported it. `ts` is seconds since 1970."""

    id: int
    room: str
    seq: int
    sender: str
    text: str
    by: str
    ts: float
    reason: str = ""


class Reported(Passing, tag="reported", kw_only=True, frozen=True):
    """Sent to moderators of the server: a line was reported."""

    report: ReportInfo


class ReportList(Answer, tag="reports", kw_only=True, frozen=True):
    """The unresolved reports, oldest first."""

    reports: list[ReportInfo]


class ReportIs(Answer, tag="report", kw_only=True, frozen=True):
    """The report `id` was created, or `resolved`."""

    id: int
    resolved: bool = False
