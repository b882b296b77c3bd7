"""The tables of a run, as text and as JSON."""

import datetime
import json
import os
import platform
import re
import sqlite3
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import goals
from benchmarks.bench import Bench, Case
from benchmarks.subjects import before


def machine() -> dict[str, str]:
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {
        "processor": f"{model}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


WORST = 8  # rows on the page where each is somebody who attacks


def align(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table: the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(w) if i == 0 else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def rows(bench: Bench, case: Case, most: int | None = None) -> list[list[str]]:
    """Of rows that are no subjects `most`, those with the largest first figure."""
    peers = [subject.name for subject in bench.everyone if subject.peer]
    head = [""]
    for column in case.columns:
        head.append(column.head)
        if column.compared and peers:
            head.append("ratio")
    durability = {} if case.titles else {subject.name: subject.durable for subject in bench.everyone}
    if durability:
        head.append("on disk")
    table = [head]
    titles = case.titles or {subject.name: subject.title for subject in bench.everyone}
    measured = [name for name in titles if name in case.figures]
    if case.titles and most is not None:
        first = case.columns[0].key
        measured = sorted(measured, key=lambda name: -(case.median(name, first) or 0))[:most]
    for name in measured:
        row = [titles[name]]
        for column in case.columns:
            value = case.median(name, column.key)
            row.append("" if value is None else f"{value:,.{column.digits}f}")
            if column.compared and peers:
                ratio = case.ratio(name, column.key, peers)
                row.append("" if ratio is None else f"{ratio:.2f}")
        if durability:
            row.append(durability[name])
        table.append(row)
    return table


def since_before(bench: Bench) -> list[list[str]]:
    """Each figure of this checkout to the earlier one's in the same round: median, minimum, maximum."""
    table = [["", "dialect", "figure", "now / before", "least", "most"]]
    for case in bench.cases:
        for subject in bench.everyone:
            for column in case.columns:
                ratios = case.ratios(subject.name, column.key, [before(subject.name)])
                if ratios:
                    spread = (statistics.median(ratios), min(ratios), max(ratios))
                    table.append(
                        [case.name, subject.dialect.name, column.head, *(f"{ratio:.2f}" for ratio in spread)]
                    )
    return table


def text(bench: Bench, versions: dict[str, str]) -> str:
    here = machine()
    lines = [
        f"{here['processor']}; {here['system']}; {bench.cores}",
        *(
            f"  {subject.title}: {versions[subject.name]}; keeps {subject.keeps}"
            for subject in bench.subjects
        ),
        f"Medians; ratio: to the better of ngIRCd and InspIRCd in the same round. {bench.scale.name} run.",
    ]
    for case in bench.cases:
        rounds = max((len(figures) for figures in case.figures.values()), default=0)
        lines += ["", f"{case.title} [{case.name}, {rounds} round{'s' if rounds != 1 else ''}]"]
        if case.figures:
            lines += align(rows(bench, case))
        titles = {subject.name: subject.title for subject in bench.everyone}
        lines += [f"  {titles.get(name, name)}: {why}" for name, why in case.failures.items()]
    compared = since_before(bench)
    if len(compared) > 1:
        lines += ["", "This checkout to the one before, by rounds", *align(compared)]
    found = goals.verdicts(bench)
    if found:
        lines += ["", "Goals", *align(goals.table(found))]
    if bench.notes:
        lines += ["", "Notes", *(f"  {note}" for note in bench.notes)]
    return "\n".join(lines)


def _markdown(table: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in table]
    lines.insert(1, "|---|" + "---:|" * (len(table[0]) - 1))
    return lines


def markdown(bench: Bench, versions: dict[str, str], command: str) -> str:
    """The same for a page."""
    here = machine()
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    lines = [
        f"`{command}`, {day}, {here['processor']}, {here['system']}; {bench.cores}.",
        "; ".join(f"{subject.title}: {versions[subject.name]}" for subject in bench.subjects) + ".",
    ]
    found = goals.verdicts(bench)
    if found:
        lines += ["", *_markdown(goals.table(found))]
    for case in bench.cases:
        if case.figures:
            lines += ["", f"**{case.title}** (`{case.name}`)", "", *_markdown(rows(bench, case, WORST))]
    return "\n".join(lines)


PART = re.compile(r"(<!-- begin figures -->\n).*?(<!-- end figures -->)", re.DOTALL)


def put_into(page: Path, figures: str) -> None:
    """Replace the text between the marks in `page`."""
    text = page.read_text()
    page.write_text(PART.sub(lambda marks: f"{marks[1]}{figures}\n{marks[2]}", text))


def as_json(bench: Bench, versions: dict[str, str]) -> str:
    whole: dict[str, Any] = {
        "when": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "cores": str(bench.cores),
        "scale": bench.scale.name,
        "versions": versions,
        "notes": bench.notes,
        "cases": {
            case.name: {
                "title": case.title,
                "columns": {column.key: column.head for column in case.columns},
                "medians": {
                    name: {column.key: case.median(name, column.key) for column in case.columns}
                    for name in case.figures
                },
                "rounds": case.figures,
                "failures": case.failures,
            }
            for case in bench.cases
        },
        "goals": [
            {
                "what": verdict.goal.what,
                "subject": verdict.subject.name,
                "must": verdict.goal.must,
                "goal": verdict.goal.goal,
                "measured": verdict.value,
                "met": verdict.met,
            }
            for verdict in goals.verdicts(bench)
        ],
    }
    return json.dumps(whole, indent=1)
