"""Code documents, in English. Their lines stand behind a number and a bar, made harmless."""

from collections.abc import Callable, Sequence
from typing import Any

from chatservice.model import events
from chatservice.model.compaction import HistoryStep
from chatservice.model.events import Event
from chatservice.wire.sanitize import line, minute

STEPS_SHOWN = 30
SHOWN = 200  # lines of a text at a time


def made(event: events.DocumentMade) -> list[str]:
    title, origin = line(event.title), event.origin
    if origin is not None and origin.handed_out:  # who has it is told that
        return []
    copy = f", a copy of {line(origin.title)} at version {origin.version}" if origin is not None else ""
    head = f"{line(event.sender)} created the code document {title} ({line(event.language)}){copy}."
    return [f"{head} /code join {title} opens it."]


def opened(event: events.DocumentIs) -> list[str]:
    info = event.document
    people = [name for name in info.people if name]
    head = f"{line(event.room)} ({line(info.language)}), version {event.version}. Open: {_names(people)}."
    if event.text is None:
        return [head]
    hint = "/code set N TEXT writes a line, /code append TEXT adds one, /code run runs it."
    return [head, *numbered(event.text, 1, info.title), hint]


def text(event: events.DocumentText) -> list[str]:
    info = event.document
    of = f" of {event.head}" if event.version != event.head else ""
    head = f"{line(info.room)}/{line(info.title)} ({line(info.language)}), version {event.version}{of}"
    return [f"{head}{', closed' if info.closed else ''}:", *numbered(event.text, event.start, info.title)]


def history(event: events.DocumentHistory) -> list[str]:
    title = line(event.document.title)
    lines = [_step(step) for step in event.steps[-STEPS_SHOWN:]]
    first = event.steps[-STEPS_SHOWN:][0].first if event.steps else 1
    more = [f"Earlier: /code history {title} before:{first}"] if first > 1 else []
    return [f"{title} is at version {event.head}. /code show {title} version:N shows one.", *lines, *more]


def _step(step: HistoryStep) -> str:
    which = f"{step.first} to {step.last}" if step.last > step.first else f"{step.last}"
    return f"{minute(step.ended)} {which} by {_names(step.authors)}"


def diff(event: events.DocumentDiff) -> list[str]:
    what = f"{line(event.document.title)} from version {event.since} to {event.until}"
    if not event.patch:
        return [f"Nothing changed in {what}."]
    lines = event.patch.removesuffix("\n").split("\n")
    more = [f"... {len(lines) - SHOWN:,} more lines"] if len(lines) > SHOWN else []
    return [f"{what}:", *(f"| {line(each)}" for each in lines[:SHOWN]), *more]


def numbered(whole: str, start: int, title: str) -> list[str]:
    """At most SHOWN lines from `start` on, counted from 1."""
    lines = whole.removesuffix("\n").split("\n") if whole else []
    first = max(start, 1)
    shown = lines[first - 1 : first - 1 + SHOWN]
    words = [f"{number:>4} | {line(each)}" for number, each in enumerate(shown, first)]
    after = first + len(shown)
    if after <= len(lines):
        words.append(f"... {len(lines) - after + 1:,} more: /code show {line(title)} line:{after}")
    return words or ["It is empty."]


def listed(event: events.DocumentList) -> list[str]:
    room = line(event.room)
    if not room:
        return _let_in(event.documents)
    if not event.documents:
        return [f"{room} has no code documents. /code new hello.py creates one."]
    return [f"Code documents of {room}, /code join TITLE opens one:", *map(_document, event.documents)]


def _let_in(documents: Sequence[events.DocumentInfo]) -> list[str]:
    head = "Code documents that you were let into, /code join ID opens one:"
    return [head, *map(_document, documents)] if documents else ["You were let into no code document."]


def _document(info: events.DocumentInfo) -> str:
    open_by = f", open: {_names(info.people)}" if info.people else ""
    closed = ", closed" if info.closed else ""
    if info.origin is not None:
        closed += f", copy of {line(info.origin.title)}"
    title = f"{line(info.title)} ({line(info.language)}, {line(info.doc)})"
    return f"{title} by {line(info.creator)}{closed}{open_by}"


def invited(event: events.DocumentInvited) -> list[str]:
    info = event.document
    where = f"{line(info.room)}/{line(info.title)}"
    role = f" as its {line(event.role)}" if event.role else ""
    if event.who:
        return [f"{line(event.who)} is asked to open {where}{role}."]
    how = line(info.doc) if event.outside else where
    return [f"{line(event.sender)} asks you to open {where}{role}: /code join {how}"]


def granted(event: events.DocumentRoleSet) -> list[str]:
    if event.who == event.sender:
        return [f"{line(event.who)} came by a link, as {_role(event.role)} of {line(event.room)}."]
    if not event.role:
        return [f"{line(event.sender)} took back the role of {_who(event.who)} in {line(event.room)}."]
    return [f"{line(event.sender)} made {_who(event.who)} {_role(event.role)} of {line(event.room)}."]


def own_role(event: events.DocumentGranted) -> list[str]:
    who = _who(event.who)
    return [f"{line(event.title)}: {who} is {_role(event.role)} now. Your role: {line(event.own)}."]


def _who(name: str) -> str:
    return line(name) or "everyone else"


def _role(word: str) -> str:
    return f"{'an' if word[:1] in 'eo' else 'a'} {line(word)}"


def roles(event: events.DocumentRoles) -> list[str]:
    people = [
        f"{line(each.who)}: {line(each.role)}{', let in' if each.outside else ''}" for each in event.people
    ]
    head = f"{line(event.document.title)} by {line(event.document.creator)}. You: {line(event.own)}. "
    return [f"{head}Everyone else in the room: {line(event.others)}.", *people]


def link(event: events.DocumentLinkIs) -> list[str]:
    what = f"{line(event.document.title)} as {_role(event.link.role)}"
    how_long = f"{event.link.uses:,} times, until {minute(event.link.expires)} UTC"
    lines = [f"This opens {what}, {how_long}: /code join {line(event.token)}"]
    return [*lines, f"Or with curl: curl -X POST '{line(event.url)}?name=NAME'"] if event.url else lines


def links(event: events.DocumentLinks) -> list[str]:
    title = line(event.document.title)
    if not event.links:
        return [f"There are no links into {title}. /code link creates one."]
    return [f"Links into {title}, /code unlink ID revokes one:", *map(_link, event.links)]


def _link(info: events.DocumentLinkInfo) -> str:
    uses = "1 use" if info.uses == 1 else f"{info.uses:,} uses"
    left = f"{uses} left, until {minute(info.expires)} UTC"
    return f"{line(info.id)}: {line(info.role)}, {left}, by {line(info.by)}"


def _outside(info: events.GrantInfo) -> str:
    return ", from outside the room" if info.outside else ""


def changed(event: events.DocumentChanged) -> list[str]:
    """One line, however much it was."""
    last = event.first + len(event.lines) - 1
    where = f"line {event.first}" if last <= event.first else f"lines {event.first} to {last}"
    first = line(event.lines[0]) if event.lines else ""
    more = " ..." if last > event.first else ""
    return [f"{line(event.sender)} in {line(event.room)}, {where}: {first}{more}"]


def done(event: events.DocumentDone) -> list[str]:
    words = {
        "left": "You left {what}.",
        "closed": "{what} is closed.",
        "renamed": "It is called {what} now.",
        "unlinked": "The link is revoked.",
        "put_out": "You were put out of {what}.",
    }
    return [words[event.done].format(what=line(event.title))] if event.done in words else []


def _names(who: Sequence[str]) -> str:
    return ", ".join(map(line, who)) or "nobody"


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.DocumentMade: made,
    events.DocumentClosed: lambda e: [f"{line(e.sender)} closed the code document {line(e.title)}."],
    events.DocumentRenamed: lambda e: [f"{line(e.sender)} renamed a code document: {line(e.room)}"],
    events.DocumentEntered: lambda e: [f"{line(e.sender)} opened {line(e.room)}."],
    events.DocumentLeft: lambda e: [f"{line(e.sender)} left {line(e.room)}."],
    events.DocumentChanged: changed,
    events.DocumentList: listed,
    events.DocumentIs: opened,
    events.DocumentText: text,
    events.DocumentLinkIs: link,
    events.DocumentLinks: links,
    events.DocumentHistory: history,
    events.DocumentDiff: diff,
    events.DocumentInvited: invited,
    events.DocumentRoleSet: granted,
    events.DocumentGranted: own_role,
    events.DocumentRoles: roles,
    events.EditSaved: lambda e: [f"{line(e.room)} is version {e.version} now."],
    events.DocumentDone: done,
}
