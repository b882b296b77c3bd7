"""Reported lines."""

from chatservice.model.events.base import Answer, Passing
from chatservice.model.sanctions import ReportInfo


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
