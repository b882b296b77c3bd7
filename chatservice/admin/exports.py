"""A room's lines and code documents in a file: as text, as JSON lines, or as a page of HTML. Pure.

Text and HTML are for people: lines are sanitized as for a terminal, each under its sender, and in
HTML they are only ever text. JSON is for programs: one event per line, as in the protocol.
"""

import html
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain

from chatservice.model.events import DocumentIs, LoggedEvent, Message
from chatservice.model.fold import from_record
from chatservice.model.records import Record
from chatservice.wire import sanitize
from chatservice.wire.event_text import notices
from chatservice.wire.jsonlines import JSON
from chatservice.wire.line_words import relations

FORMATS = ("text", "json", "html")

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:50em;margin:2em auto;padding:0 1em}"
    "ol{list-style:none;padding:0}li{margin:.4em 0;overflow-wrap:anywhere}"
    "time{color:#666;font-size:.85em;margin-right:.6em}"
    "b{margin-right:.4em}.said{white-space:pre-wrap}.note{color:#555;font-style:italic}"
)


def written(
    form: str, room: str, records: Iterable[Record], documents: Iterable[DocumentIs] = ()
) -> Iterator[str]:
    """The pieces of a file: one for each line of the room, then one for each code document."""
    lines = (from_record(room, record) for record in records)
    if form == "json":
        return map(_json, chain(lines, documents))
    if form == "text":
        return chain(map(_text, lines), map(_source, documents))
    return _page(room, lines, documents)


def _json(line: LoggedEvent | DocumentIs) -> str:
    return JSON.encode(line, "").decode()


def _text(line: LoggedEvent) -> str:
    head = _time(line.ts)
    if isinstance(line, Message):
        who = sanitize.line(line.sender)
        who = f"* {who} " if line.action else f"{who}: "
        text = relations(line) + line.text
        return "".join(f"{head} {who}{piece}\n" for piece in sanitize.lines(text))
    return "".join(f"{head} * {notice}\n" for notice in notices(line))


def _source(document: DocumentIs) -> str:
    code = "".join(f"    {line}\n" for line in _code(document))
    return f"\n{_title(document)}:\n\n{code}"


def _code(document: DocumentIs) -> Iterator[str]:
    """Its lines, with their tabs."""
    for line in (document.text or "").split("\n"):
        yield "\t".join(map(sanitize.line, line.split("\t")))


def _title(document: DocumentIs) -> str:
    info = document.document
    return f"{sanitize.line(info.title)} ({info.language}, version {document.version})"


def _page(room: str, lines: Iterable[LoggedEvent], documents: Iterable[DocumentIs]) -> Iterator[str]:
    title = html.escape(sanitize.line(room))
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{title}</title>\n<style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n<ol>\n"
    )
    for line in lines:
        time = f'<time datetime="{_time(line.ts, "T")}Z">{_time(line.ts)}</time>'
        yield f'<li id="{line.seq}">{time}{_said(line)}</li>\n'
    yield "</ol>\n"
    for document in documents:
        code = html.escape("\n".join(_code(document)))
        yield f'<h2 id="{document.document.doc}">{html.escape(_title(document))}</h2>\n<pre>{code}</pre>\n'
    yield "</body></html>\n"


def _said(line: LoggedEvent) -> str:
    if isinstance(line, Message):
        text = html.escape("\n".join(sanitize.lines(relations(line) + line.text)))
        who = f'<b dir="auto">{html.escape(sanitize.line(line.sender))}</b>'
        return f'{"* " if line.action else ""}{who}<span class="said" dir="auto">{text}</span>'
    return f'<span class="note" dir="auto">{html.escape(" ".join(notices(line)))}</span>'


def _time(ts: float, between: str = " ") -> str:
    """UTC, to the second."""
    try:
        return datetime.fromtimestamp(ts, UTC).strftime(f"%Y-%m-%d{between}%H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return f"????-??-??{between}??:??:??"


def moment(text: str) -> float:
    """Seconds since 1970 of ``2026-11-21``, or with a time; UTC unless it names a zone.
    Raises ValueError with what to write instead."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        quoted = sanitize.line(text)[:40]
        raise ValueError(f"{quoted!r} is no time: write 2026-11-21, or 2026-11-21T14:30") from None
    return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp()
