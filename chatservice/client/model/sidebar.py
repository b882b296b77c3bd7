"""The list on the left: rooms, groups and people, with unread counts. Pure."""

from collections.abc import Container, Iterable
from typing import NamedTuple

from chatservice.client.link.cursors import id_of
from chatservice.client.model.person_card import is_away, words_beside
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.state import ClientState
from chatservice.model.names import LOBBY, fold

DRAFT = "✎"  # beside a conversation with a draft
SHOWN_MAX = 500  # people or rooms in one section of the list; the filter above narrows it


class SidebarItem(NamedTuple):
    """One row. `look` names its colour and icon: open, closed, here, away."""

    id: str
    text: str
    unread: str = ""
    look: str = "open"
    bold: bool = False


class SidebarSection(NamedTuple):
    id: str
    title: str
    rows: list[SidebarItem]


def parts(state: ClientState, pattern: str = "", drafts: Container[str] = ()) -> list[SidebarSection]:
    """The entries that match `pattern`, in three sections; those with unread lines for me first.
    `drafts`: conversations with a draft."""
    return [
        SidebarSection("rooms", "Rooms", _narrow(_rooms(state), pattern, drafts)),
        SidebarSection("groups", "Groups", _narrow(_groups(state), pattern, drafts)),
        SidebarSection("people", f"People · {len(state.people)}", _narrow(_people(state), pattern, drafts)),
    ]


def _narrow(rows: Iterable[SidebarItem], pattern: str, drafts: Container[str]) -> list[SidebarItem]:
    part = fold(pattern.strip())
    matches = [row for row in rows if part in fold(row.text)][:SHOWN_MAX]
    return [
        row._replace(unread=f"{DRAFT} {row.unread}".rstrip()) if row.id in drafts else row for row in matches
    ]


def _rooms(state: ClientState) -> list[SidebarItem]:
    mine = [each for each in state.conversations.values() if each.kind == "public"]
    rows = [
        SidebarItem(each.key, harmless(each.title), _count(each.unread, each.for_me), "open", each.unread > 0)
        for each in sorted(mine, key=lambda each: (fold(each.name) != LOBBY, fold(each.name)))
    ]
    others = [info for key, info in state.rooms.items() if key not in state.conversations]
    others.sort(key=lambda info: (-info.here, fold(info.room)))
    return [*rows, *(SidebarItem(id_of(i), harmless(i.room), str(i.here or ""), "closed") for i in others)]


def _groups(state: ClientState) -> list[SidebarItem]:
    groups = [each for each in state.conversations.values() if each.kind == "group"]
    return [
        SidebarItem(each.key, harmless(each.title), _count(each.unread, each.for_me), "open", each.unread > 0)
        for each in sorted(groups, key=lambda each: fold(each.name))
    ]


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
        unread = known.unread if known is not None else 0
        look = _look(state, key)
        place = known.key if known is not None else "@" + names[key]
        rows.append(SidebarItem(place, harmless(names[key]), _count(unread, 0), look, unread > 0))
    for each in private:
        if each.earlier:  # the former owner of a name
            count = _count(each.unread, 0)
            rows.append(SidebarItem(each.key, harmless(each.title[1:]), count, "away", each.unread > 0))
    return rows


def _look(state: ClientState, folded: str) -> str:
    """Online, online but away, or not online."""
    if folded not in state.people and folded != fold(state.me):
        return "away"
    return "wait" if is_away(state.shown.get(folded), state.now()) else "here"


def _count(unread: int, for_me: int) -> str:
    """How many are unread, and apart from that how many mention me."""
    shown = [f"@{_capped(for_me)}"] if for_me else []
    return " ".join([*shown, _capped(unread)] if unread else shown)


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
        you = " (you)" if each == fold(state.me) else ""
        beside = words_beside(state.shown.get(each), state.now())
        text = harmless(names[each]) + you + (f"  {beside}" if beside else "")
        rows.append(SidebarItem("@" + names[each], text, "", _look(state, each)))
    more = conversation.here - len(names)
    if conversation.kind != "direct" and more > 0:
        rows.append(SidebarItem("", f"and {more:,} more", "", "closed"))
    return rows


def title(state: ClientState, server: str) -> str:
    """The window's title: unread lines, and the server."""
    if not server:
        return "chatservice"
    unread = f"({state.unread}) " if state.unread else ""
    star = "★ " if state.for_me else ""
    return f"{star}{unread}chatservice - Connected to: {server}"
