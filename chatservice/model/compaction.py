"""How much history of a code document is kept, and in what form.

A document is loaded from its newest checkpoint and the revisions after it, so checkpoints are dense near
the head. Further back the distance doubles, up to SPACING: few enough for the disk, dense enough to
read any past version. Revisions far behind the head may be composed into the steps that a version
slider shows, each with its authors and time.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from chatservice.model.changes import ChangeSet, compose_all
from chatservice.model.revisions import Revision

# A checkpoint is due after this many revisions since the last one, or this much text in them.
CHECKPOINT_REVISIONS = 1_000
CHECKPOINT_UNITS = 500_000

NEWEST = 2  # checkpoints that are always kept: the second one in case the newest is damaged
SPACING = 16_000  # revisions between old checkpoints, at most

HISTORY_PAGE = 5_000  # edits whose steps are shown at a time

UNTOUCHED = 1_000  # newest revisions, at least, which are never composed
STEP_REVISIONS = 100
STEP_SECONDS = 60.0  # from the first to the last revision of a step
STEP_PAUSE = 10.0  # seconds without a revision that end a step


def is_checkpoint_due(revisions: int, units: int) -> bool:
    """`revisions` since the last checkpoint contain `units` of text."""
    return revisions >= CHECKPOINT_REVISIONS or units >= CHECKPOINT_UNITS


def checkpoints_to_keep(versions: Sequence[int]) -> list[int]:
    """The checkpoints at `versions` that stay, in order; the first one always does."""
    newest_first = sorted(versions, reverse=True)
    kept = newest_first[:NEWEST]
    for version, before in zip(newest_first[NEWEST:], newest_first[NEWEST + 1 :], strict=False):
        # The gap that removing this one would leave.
        if kept[-1] - before > min(max(newest_first[0] - kept[-1], CHECKPOINT_REVISIONS), SPACING):
            kept.append(version)
    return sorted({*kept, *newest_first[-1:]})


class DatedRevision(msgspec.Struct, frozen=True, gc=False):
    """`when` in seconds since the epoch."""

    revision: Revision
    when: float


class DatedEdit(msgspec.Struct, frozen=True, gc=False):
    """Who made that version, by name, and when."""

    version: int
    author: str
    when: float


class HistoryStep(msgspec.Struct, frozen=True, gc=False):
    """Versions `first` to `last`, written by `authors`, from `began` to `ended` (seconds since the epoch)."""

    first: int
    last: int
    authors: list[str]
    began: float
    ended: float


class SliderStep(msgspec.Struct, frozen=True, gc=False):
    """Revisions `first` to `last` as one change, by `authors`, from `began` to `ended`."""

    first: int
    last: int
    changes: ChangeSet
    authors: tuple[int, ...]
    began: float
    ended: float


Dated = TypeVar("Dated", DatedRevision, DatedEdit)


def slider_steps(revisions: Iterable[DatedRevision]) -> list[SliderStep]:
    """`revisions`, in order, composed into steps."""
    return [_step(group) for group in _groups(revisions)]


def history_steps(edits: Iterable[DatedEdit]) -> list[HistoryStep]:
    """The same steps of `edits`, without what they changed."""
    return [
        HistoryStep(
            group[0].version,
            group[-1].version,
            sorted({edit.author for edit in group}),
            group[0].when,
            group[-1].when,
        )
        for group in _groups(edits)
    ]


def _groups(edits: Iterable[Dated]) -> Iterator[list[Dated]]:
    group: list[Dated] = []
    for dated in edits:
        if group and _ends(group[0].when, group[-1].when, len(group), dated.when):
            yield group
            group = []
        group.append(dated)
    if group:
        yield group


def _ends(began: float, last: float, count: int, when: float) -> bool:
    return count >= STEP_REVISIONS or when - began > STEP_SECONDS or when - last > STEP_PAUSE


def _step(group: list[DatedRevision]) -> SliderStep:
    revisions = [dated.revision for dated in group]
    return SliderStep(
        revisions[0].version,
        revisions[-1].version,
        compose_all([revision.changes for revision in revisions]),
        tuple(sorted({revision.author for revision in revisions})),
        group[0].when,
        group[-1].when,
    )
