"""Lists of lines at the side of a conversation."""

import time

import pytest

from chatservice.client.model.line_lists import EMPTY, ListKind, day_and_clock, found, made, request, row_of
from chatservice.model import commands, events
from chatservice.model.events import BookmarkedLine, FoundLine, LaterInfo, PinnedLine
from tests.unit.test_state import joined, message, state

LINE = message(7, "bob", "the\nrelease **notes**")
FILE = events.FileInfo(
    file="f1", name="notes.pdf", size=2_000, type="", sha256="", sender="bob", ts=1e9, room="lobby",
    kind="public", url="/f/f1",
)  # fmt: skip


def answer(kind, **more):
    return {
        ListKind.MENTIONS: events.MentionList(lines=[LINE], **more),
        ListKind.PINS: events.PinList(room="lobby", pins=[PinnedLine(line=LINE, by="carol", ts=1e9)]),
        ListKind.BOOKMARKS: events.BookmarkList(bookmarks=[BookmarkedLine(line=LINE, ts=1e9)], **more),
        ListKind.FILES: events.FileList(files=[FILE]),
        ListKind.LATER: events.ScheduledList(
            kind="line", entries=[LaterInfo(id=3, due=1e9, text="hi", room="lobby", why="no_such_room")]
        ),
        ListKind.REMINDERS: events.ScheduledList(
            kind="reminder", entries=[LaterInfo(id=4, due=1e9, text="", room="lobby", line=7)]
        ),
    }[kind]


@pytest.mark.parametrize("kind", ListKind)
def test_each_list_is_asked_for_and_its_rows_lead_somewhere_or_are_removed(kind):
    answered = made(kind, answer(kind), state(joined()))
    (row,) = answered.rows
    assert answered.title == kind.value
    assert row.goal == (("lobby", 7) if kind not in (ListKind.LATER, ListKind.FILES) else None)
    assert row.file == (FILE if kind is ListKind.FILES else None)
    removal = {
        ListKind.PINS: commands.Unpin(room="lobby", seq=7),
        ListKind.BOOKMARKS: commands.Unbookmark(room="lobby", seq=7),
        ListKind.LATER: commands.LaterCancel(id=3),
        ListKind.REMINDERS: commands.RemindCancel(id=4),
    }
    assert row.removal == removal.get(kind)
    assert "\n" not in row.head + row.text


@pytest.mark.parametrize("kind", ListKind)
def test_an_empty_list_says_so(kind):
    nothing = {
        ListKind.MENTIONS: events.MentionList(lines=[]),
        ListKind.PINS: events.PinList(room="lobby", pins=[]),
        ListKind.BOOKMARKS: events.BookmarkList(bookmarks=[]),
        ListKind.FILES: events.FileList(files=[]),
    }.get(kind, events.ScheduledList(kind="line", entries=[]))
    assert made(kind, nothing, state(joined())).empty == EMPTY[kind]


def test_the_next_page_of_a_list_is_asked_for():
    assert made(ListKind.MENTIONS, answer(ListKind.MENTIONS, next=5), state(joined())).next == 5
    assert made(ListKind.BOOKMARKS, answer(ListKind.BOOKMARKS, next=6), state(joined())).next == 6
    assert request(ListKind.MENTIONS, "", 5).before == 5


def test_a_row_says_who_where_and_what():
    row = row_of(LINE, state(joined()))
    assert row.sender == "bob"
    assert row.head.endswith("  lobby")
    assert row.text == "the release notes"


def test_a_refused_line_says_why():
    (row,) = made(ListKind.LATER, answer(ListKind.LATER), state(joined())).rows
    assert row.head.endswith("lobby  refused: no_such_room")
    (row,) = made(ListKind.REMINDERS, answer(ListKind.REMINDERS), state(joined())).rows
    assert row.text == "#7"


def test_results_of_a_search_are_counted():
    hit = FoundLine(line=LINE, before=[], after=[])
    page = events.FoundPage(text="notes", hits=[hit, hit], next=3)
    assert found(page, state(joined())).title == "2 or more lines found"
    assert found(events.FoundPage(text="x", hits=[]), state(joined())).title == "Nothing found"


def test_the_words_of_a_search_are_marked_however_they_are_written():
    row = row_of(LINE, state(joined()), "NOTES from:bob release")
    assert row.pieces == [("the ", False), ("release", True), (" ", False), ("notes", True)]
    assert row_of(LINE, state(joined())).pieces == [("the release notes", False)]


def test_a_time_of_another_day_has_its_date():
    now = time.mktime((2026, 11, 27, 12, 0, 0, 0, 0, -1))
    assert day_and_clock(now, now) == "12:00"
    assert day_and_clock(now - 86_400, now) == "2026-11-26 12:00"
