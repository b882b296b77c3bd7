"""Lists of lines at the side of a conversation: search results, mentions, pins, bookmarks, reminders, and
what is said later. Pure: answers of the server in, rows out."""

import re
import time
from enum import StrEnum
from typing import NamedTuple

from chatservice.client.link.cursors import id_of
from chatservice.client.model.line_menu import text_of
from chatservice.client.model.render import clock, snippet
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.state import ClientState
from chatservice.client.words import _, marked, n_
from chatservice.model import commands, events
from chatservice.model.events import LoggedEvent
from chatservice.model.search_query import words_of
from chatservice.wire import sanitize
from chatservice.wire.phrases import sized

SNIPPET = 240  # characters of a line in a list


class ListKind(StrEnum):
    """The values are titles."""

    MENTIONS = marked("Mentions")
    PINS = marked("Pinned lines")
    FILES = marked("Files")
    BOOKMARKS = marked("Bookmarks")
    LATER = marked("To be sent later")
    REMINDERS = marked("Reminders")


class ListRow(NamedTuple):
    """`sender`, and in `head` when and where; `goal` is the conversation's key and the seq that a click
    leads to, `removal` the command that takes the row away, `term` what was searched for,
    `file` what a click downloads."""

    head: str
    text: str
    goal: tuple[str, int] | None = None
    removal: commands.Command | None = None
    sender: str = ""
    term: str = ""
    file: events.FileInfo | None = None

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, and whether each is a word that was searched for."""
        return with_marks(self.text, self.term)


class LineList(NamedTuple):
    """`next` asks for the next page; `empty` is what to say when there is nothing."""

    title: str
    rows: list[ListRow]
    next: int | None = None
    empty: str = ""


EMPTY = {
    ListKind.MENTIONS: marked("Nobody mentioned you."),
    ListKind.PINS: marked("Nothing is pinned here. Pin a line by its menu: everyone finds it here."),
    ListKind.FILES: marked("No files yet. Send one with the + beside the line, or drop it on the window."),
    ListKind.BOOKMARKS: marked("You have no bookmarks."),
    ListKind.LATER: marked("Nothing waits to be sent."),
    ListKind.REMINDERS: marked("You have no reminders."),
}


def request(kind: ListKind, room: str, before: int | None = None) -> commands.Command:
    """The command for that list; `room` is the open conversation's."""
    match kind:
        case ListKind.MENTIONS:
            return commands.Mentions(since="all", before=before)
        case ListKind.PINS:
            return commands.Pins(room=room)
        case ListKind.FILES:
            return commands.Files(room=room, before=before)
        case ListKind.BOOKMARKS:
            return commands.Bookmarks(before=before)
        case ListKind.LATER:
            return commands.LaterList()
        case ListKind.REMINDERS:
            return commands.RemindList()


def made(kind: ListKind, answer: object, state: ClientState) -> LineList:
    """The list that the server answered with."""
    rows: list[ListRow] = []
    following = None
    if isinstance(answer, events.MentionList):
        rows, following = [row_of(line, state) for line in answer.lines], answer.next
    elif isinstance(answer, events.PinList):
        rows = [_marked(pin.line, state, commands.Unpin) for pin in answer.pins]
    elif isinstance(answer, events.FileList):
        rows, following = [_file(info, state) for info in answer.files], answer.next
    elif isinstance(answer, events.BookmarkList):
        rows = [_marked(each.line, state, commands.Unbookmark) for each in answer.bookmarks]
        following = answer.next
    elif isinstance(answer, events.ScheduledList):
        rows = [_scheduled(entry, kind, state) for entry in answer.entries]
    return LineList(_(kind.value), rows, following, _(EMPTY[kind]))


def found(page: events.FoundPage, state: ClientState) -> LineList:
    """The results of a search."""
    count = len(page.hits)
    words = n_("{count} line found", "{count} lines found", count)
    if page.next is not None or not page.complete:
        words = n_("{count} or more lines found", "{count} or more lines found", count)
    rows = [row_of(hit.line, state, page.text) for hit in page.hits]
    return LineList(
        words if count else _("Nothing found"), rows, empty=_("No line has these words. Try fewer.")
    )


def row_of(line: LoggedEvent, state: ClientState, term: str = "") -> ListRow:
    conversation = state.of(line)
    head = f"{day_and_clock(line.ts, state.now())}  {harmless(conversation.title)}"
    text = snippet(text_of(line) or _("(deleted)"), term, length=SNIPPET)
    return ListRow(head, text, (conversation.key, line.seq), sender=line.sender, term=term)


def _file(info: events.FileInfo, state: ClientState) -> ListRow:
    head = day_and_clock(info.ts, state.now())
    return ListRow(head, f"{sanitize.line(info.name)}  {sized(info.size)}", sender=info.sender, file=info)


def with_marks(text: str, term: str) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each is one of the words of the search."""
    words = [re.escape(word) for word in words_of(term)]
    if not words:
        return [(text, False)]
    pieces = re.split(f"({'|'.join(words)})", text, flags=re.IGNORECASE)
    return [(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]


def _marked(
    line: LoggedEvent, state: ClientState, kind: type[commands.Unpin] | type[commands.Unbookmark]
) -> ListRow:
    return row_of(line, state)._replace(removal=kind(room=id_of(line), seq=line.seq))


def _scheduled(entry: events.LaterInfo, kind: ListKind, state: ClientState) -> ListRow:
    conversation = state.conversation(entry.rid or entry.room) if entry.rid or entry.room else None
    place = harmless(conversation.title) if conversation is not None else ""
    cancel = commands.LaterCancel if kind is ListKind.LATER else commands.RemindCancel
    goal = (conversation.key, entry.line) if conversation is not None and entry.line else None
    why = f"  refused: {harmless(entry.why)}" if entry.why else ""
    head = f"{day_and_clock(entry.due, state.now())}  {place}{why}".rstrip()
    return ListRow(head, snippet(entry.text or f"#{entry.line}", ""), goal, cancel(id=entry.id))


def day_and_clock(ts: float, now: float) -> str:
    """`14:02`, of another day with its date."""
    day = time.strftime("%Y-%m-%d", time.localtime(ts))
    return clock(ts) if day == time.strftime("%Y-%m-%d", time.localtime(now)) else f"{day} {clock(ts)}"
