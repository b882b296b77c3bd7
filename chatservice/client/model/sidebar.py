"""The list on the left: rooms, groups and people, with unread counts. Pure."""

from collections.abc import Container
from typing import NamedTuple

from chatservice.client.link.cursors import id_of
from chatservice.client.model import bidi
from chatservice.client.model.conversation import Conversation
from chatservice.client.model.person_card import is_away, words_beside
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.state import ClientState
from chatservice.client.words import _, n_
from chatservice.model.names import LOBBY, fold

SHOWN_MAX = 500  # people or rooms in one section of the list; the filter above narrows it
OTHERS_SHOWN = 8  # rooms and people that I have no conversation with, until all are asked for


class SidebarItem(NamedTuple):
    """One row. `unread` is the text of its pill, which is red when it is `for_me`; `look` names its icon:
    open or closed (rooms), group, here, wait or away (people); `name` is a person's, for the initials;
    `muted`: nothing in it notifies the user."""

    id: str
    text: str
    unread: str = ""
    look: str = "open"
    bold: bool = False
    for_me: bool = False
    draft: bool = False
    note: str = ""
    name: str = ""
    muted: bool = False


class SidebarSection(NamedTuple):
    """`short` is how many of its rows are shown at first."""

    id: str
    title: str
    rows: list[SidebarItem]
    short: int = SHOWN_MAX


def parts(
    state: ClientState, pattern: str = "", drafts: Container[str] = (), muted: Container[str] = ()
) -> list[SidebarSection]:
    """The entries that match `pattern`, in three sections; those with unread lines for me first.
    `drafts`: conversations with a draft; `muted`: those of which nothing notifies the user."""
    sections = [
        SidebarSection("rooms", _("Rooms"), _rooms(state)),
        SidebarSection("groups", _("Groups"), _groups(state)),
        SidebarSection("people", _("People · {count}").format(count=len(state.people)), _people(state)),
    ]
    return [_narrowed(section, state, fold(pattern.strip()), drafts, muted) for section in sections]


def _narrowed(
    section: SidebarSection, state: ClientState, part: str, drafts: Container[str], muted: Container[str]
) -> SidebarSection:
    rows = [
        row._replace(
            text=bidi.line(row.text),
            draft=row.id in drafts,
            muted=row.id in muted,
            bold=row.bold and row.id not in muted,
        )
        for row in section.rows
        if part in fold(row.text)
    ]
    short = sum(row.id in state.conversations for row in rows) + OTHERS_SHOWN
    if part or len(rows) == short + 1:  # "1 more" would take its place
        short = SHOWN_MAX
    return section._replace(rows=rows[:SHOWN_MAX], short=short)


def _conversation_row(each: Conversation, look: str) -> SidebarItem:
    return SidebarItem(each.key, harmless(each.title), pill(each), look, each.unread > 0, each.for_me > 0)


def pill(each: Conversation) -> str:
    """How many lines are unread, or how many of them are for the user; empty: none."""
    if each.for_me and each.kind != "direct":
        return f"@{_capped(each.for_me)}"
    return _capped(each.unread) if each.unread else ""


def _rooms(state: ClientState) -> list[SidebarItem]:
    mine = [each for each in state.conversations.values() if each.kind == "public"]
    mine.sort(key=lambda each: (fold(each.name) != LOBBY, fold(each.name)))
    others = [info for key, info in state.rooms.items() if key not in state.conversations]
    others.sort(key=lambda info: (-info.here, fold(info.room)))
    return [
        *(_conversation_row(each, "open") for each in mine),
        *(SidebarItem(id_of(i), harmless(i.room), look="closed", note=str(i.here or "")) for i in others),
    ]


def _groups(state: ClientState) -> list[SidebarItem]:
    groups = [each for each in state.conversations.values() if each.kind == "group"]
    return [_conversation_row(each, "group") for each in sorted(groups, key=lambda each: fold(each.name))]


def _people(state: ClientState) -> list[SidebarItem]:
    private = [each for each in state.conversations.values() if each.kind == "direct"]
    direct = {fold(each.name[1:]): each for each in private if not each.earlier}
    names = {**{key: each.name[1:] for key, each in direct.items()}, **state.people}
    if fold(state.me) not in direct:
        names.pop(fold(state.me), None)

    def order(key: str) -> tuple[bool, bool, bool, str]:
        known = direct.get(key)
        return (not (known and known.unread), known is None, key not in state.people, key)

    rows = []
    for key in sorted(names, key=order):
        known = direct.get(key)
        place = known.key if known is not None else "@" + names[key]
        rows.append(_person(place, names[key], known, _look(state, key)))
    former = [each for each in private if each.earlier]  # owners of a name
    return [*rows, *(_person(each.key, each.title[1:], each, "away") for each in former)]


def _person(place: str, name: str, known: Conversation | None, look: str) -> SidebarItem:
    count = pill(known) if known is not None else ""
    return SidebarItem(place, harmless(name), count, look, bool(count), bool(count), name=name)


def _look(state: ClientState, folded: str) -> str:
    """Online, online but away, or not online."""
    if folded not in state.people and folded != fold(state.me):
        return "away"
    return "wait" if is_away(state.shown.get(folded), state.now()) else "here"


def _capped(count: int) -> str:
    return str(count) if count < 1000 else "999+"


def members(state: ClientState, key: str) -> list[SidebarItem]:
    """The list on the right: the members of that conversation, online ones first."""
    conversation = state.conversation(key)
    if conversation is None:
        return []
    names = dict(conversation.members)
    if conversation.kind == "direct":
        names = {fold(name): name for name in (conversation.name[1:], state.me)}
    rows = []
    for each in sorted(names, key=lambda each: (each not in state.people, each)):
        you = " " + _("(you)") if each == fold(state.me) else ""
        beside = words_beside(state.shown.get(each), state.now())
        text = bidi.line(harmless(names[each])) + you
        place, look = "@" + names[each], _look(state, each)
        rows.append(SidebarItem(place, text, look=look, note=beside, name=names[each]))
    more = conversation.here - len(names)
    if conversation.kind != "direct" and more > 0:
        rows.append(SidebarItem("", n_("and {count} more", "and {count} more", more), look="more"))
    return rows


def neighbour(state: ClientState, key: str, step: int, unread: bool) -> str:
    """The conversation `step` rows from `key` in the list, round its ends; of those with unread lines only,
    if so asked. Empty: there is none."""
    rows = [row for part in parts(state) for row in part.rows if row.id in state.conversations]
    keys = [row.id for row in rows if row.id == key or row.unread or not unread]
    if key not in keys:
        return keys[0 if step > 0 else -1] if keys else ""
    found = keys[(keys.index(key) + step) % len(keys)]
    return found if found != key else ""


def unread(state: ClientState, muted: Container[str] = ()) -> tuple[int, bool]:
    """How many lines are to be read, and whether one of them is for the user. Of the conversations of which
    nothing notifies them, only what is for them counts."""
    counts = [each.for_me if each.key in muted else each.unread for each in state.conversations.values()]
    return sum(counts), any(each.for_me for each in state.conversations.values())


def title(state: ClientState, server: str, muted: Container[str] = ()) -> str:
    """The window's title: unread lines, and the server."""
    if not server:
        return "chatservice"
    lines, for_me = unread(state, muted)
    star = "★ " if for_me else ""
    count = f"({lines}) " if lines else ""
    return star + count + _("chatservice - Connected to: {server}").format(server=server)
