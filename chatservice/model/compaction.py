"""How much history of a code document is kept, and in what form.

A document is loaded from its newest checkpoint and the revisions after it, so checkpoints are dense near
the head. Further back the distance doubles, up to SPACING: few enough for the disk, dense enough to
read any past version. Revisions far behind the head may be composed into the steps that a version
slider shows, each with its authors and time.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from chatservice.model.changes import ChangeSet, compose_all
from chatservice.model.revisions import Revision

# A checkpoint is due after this many revisions since the last one, or this much text in them.
CHECKPOINT_REVISIONS = 1_000
CHECKPOINT_UNITS = 500_000

NEWEST = 2  # checkpoints that are always kept: the second one in case the newest is damaged
SPACING = 16_000  # revisions between old checkpoints, at most

UNTOUCHED = 10_000  # newest revisions, which are never composed
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


class SliderStep(msgspec.Struct, frozen=True, gc=False):
    """Revisions `first` to `last` as one change, by `authors`, from `began` to `ended`."""

    first: int
    last: int
    changes: ChangeSet
    authors: tuple[int, ...]
    began: float
    ended: float


def slider_steps(revisions: Iterable[DatedRevision], head: int) -> Iterator[SliderStep]:
    """`revisions`, in order, composed into steps; stops at those that are near `head`."""
    group: list[DatedRevision] = []
    for dated in revisions:
        if dated.revision.version > head - UNTOUCHED:
            break
        if group and _ends(group, dated.when):
            yield _step(group)
            group = []
        group.append(dated)
    if group:
        yield _step(group)


def _ends(group: list[DatedRevision], when: float) -> bool:
    return (
        len(group) >= STEP_REVISIONS
        or when - group[0].when > STEP_SECONDS
        or when - group[-1].when > STEP_PAUSE
    )


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
