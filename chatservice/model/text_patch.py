"""The difference of two texts as a unified patch, for the program ``patch``. Bounded as `text_diff`. Pure."""

from collections.abc import Iterator

from chatservice.model.text_diff import Hunk, line_hunks, text_lines

CONTEXT = 3  # equal lines around each difference
NO_END = "\n\\ No newline at end of file\n"


def unified_patch(old: str, new: str, old_name: str, new_name: str) -> str:
    """Empty when they are equal."""
    a, b = text_lines(old), text_lines(new)
    groups = list(_groups(line_hunks(a, b)))
    head = [f"--- {old_name}\n", f"+++ {new_name}\n"] if groups else []
    return "".join([*head, *(piece for group in groups for piece in _written(a, b, group))])


def _groups(hunks: list[Hunk]) -> Iterator[list[Hunk]]:
    """Those whose context would touch stand together."""
    group: list[Hunk] = []
    for hunk in hunks:
        if group and hunk.a - group[-1].a_end > 2 * CONTEXT:
            yield group
            group = []
        group.append(hunk)
    if group:
        yield group


def _written(a: list[str], b: list[str], group: list[Hunk]) -> Iterator[str]:
    before = min(CONTEXT, group[0].a)
    after = min(CONTEXT, len(a) - group[-1].a_end)
    start, end = group[0].a - before, group[-1].a_end + after
    new_start, new_end = group[0].b - before, group[-1].b_end + after
    yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"
    position = start
    for hunk in group:
        yield from _marked(" ", a[position : hunk.a])
        yield from _marked("-", a[hunk.a : hunk.a_end])
        yield from _marked("+", b[hunk.b : hunk.b_end])
        position = hunk.a_end
    yield from _marked(" ", a[position:end])


def _range(start: int, end: int) -> str:
    """Lines count from 1; a range of none is named by the line before it."""
    return f"{start + 1 if end > start else start},{end - start}"


def _marked(mark: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}{NO_END}"
