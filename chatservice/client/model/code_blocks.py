"""Blocks of code in a line, and what a program printed, as pieces of tagged text. Pure.

A block has a row of its own above the code: its language, *Run* where this server runs that language, and
*Copy*. ``fence_head`` has a tab stop at the right edge, where the page is that wide.
"""

from collections.abc import Iterator

from chatservice.client.model.highlight import coloured
from chatservice.client.model.items import Runnable
from chatservice.client.model.markup import StyledSpan
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.verdicts import verdict
from chatservice.client.words import _, n_
from chatservice.model.events import RunEnded, RunStarted

HEAD = ("fence", "fence_head")
ACT = (*HEAD, "fence_act")


def code_block(code: str, language: str, number: int, runnable: Runnable) -> Iterator[StyledSpan]:
    """The block `number` of a line, counted from 1; 0: the line is not stored yet, and nothing can be done
    with it."""
    run = (_("Run"), f"do:run:{number}:{language}")
    if runnable.needs_account:
        run = (_("Run (needs an account)"), "do:account:")
    acts = [run] if language in runnable.names else []
    acts.append((_("Copy"), f"do:copy_code:{number}"))
    yield from _head(language or _("Code"), acts if number else [])
    yield from _last_marked([*coloured(code, language), StyledSpan("\n", ("fence",))])


def run_started(run: RunStarted) -> Iterator[StyledSpan]:
    """Who runs what: a click leads to the line with the program."""
    version = f"{harmless(run.title)} {harmless(run.version)}"
    words = _("{name} runs a program in {version}").format(name=harmless(run.sender), version=version)
    if run.document:
        document = _("{name} runs {document}, version {revision}, in {version}")
        words = document.format(
            name=harmless(run.sender), document=harmless(run.document), revision=run.revision, version=version
        )
    yield StyledSpan(words, ("fact", *((f"do:goto:{run.line}", "leads") if run.line else ())))


def run_output(ended: RunEnded) -> Iterator[StyledSpan]:
    """What a program printed, as far as its line has it, and how it ended."""
    shown = ended.head.removesuffix("\n").split("\n") if ended.head else []
    if shown:
        yield from _head(_("Output"), [(_("Copy"), f"do:copy_output:{ended.run}")])
        lines = "\n".join(map(harmless, shown))
        yield from _last_marked([StyledSpan(f"{lines}\n", ("fence",))])
    more = ended.lines - len(shown)
    if more > 0:
        words = n_("Show {count} more line", "Show {count} more lines", more)
        yield StyledSpan(f"{words}\n", ("act", f"do:output:{ended.run}"))
    bad = () if ended.verdict == "ok" else ("failed",)
    wanted = _("It asked for input.") if ended.wanted else ""
    yield StyledSpan(f"{verdict(ended)} {wanted} ", ("time", *bad))


def _head(title: str, acts: list[tuple[str, str]]) -> Iterator[StyledSpan]:
    yield StyledSpan(f"{title}\t" if acts else f"{title}\n", HEAD)
    for place, (words, act) in enumerate(acts):
        yield StyledSpan(words, (*ACT, act))
        yield StyledSpan("    " if place < len(acts) - 1 else "\n", HEAD)


def _last_marked(pieces: list[StyledSpan]) -> Iterator[StyledSpan]:
    """Pieces of code, the last line of which is marked: there is room below it."""
    last = sum(piece.text.count("\n") for piece in pieces) - 1
    line = 0
    for piece in pieces:
        for text in piece.text.splitlines(keepends=True):
            yield StyledSpan(text, (*piece.tags, *(("fence_end",) if line >= last else ())))
            line += text.endswith("\n")
