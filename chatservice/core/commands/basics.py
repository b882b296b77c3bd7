"""Commands that also work before signing in: help, ping and quit."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from chatservice.core.chat import Chat
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.model import commands as c
from chatservice.model.arguments import usage, verb_of
from chatservice.model.events import HelpIs, Pong
from chatservice.model.values import RoomRole, ServerRole

ALL = "all"  # typed instead of a page

# Where a newcomer begins.
FIRST = (c.Say, c.Msg, c.Join, c.Rooms, c.Who, c.History, c.Search, c.Nick, c.Register)
# The pages, each of the subjects of `model.commands`.
PAGES = {
    "talk": ("messages", "marks", "polls", "corrections", "later"),
    "rooms": ("rooms", "groups"),
    "people": ("people", "ignore", "reports"),
    "history": ("history", "reading", "push", "previews"),
    "files": ("files",),
    "account": ("login", "accounts", "basics"),
    "code": ("code", "documents", "classroom"),
    "moderate": ("roles", "moderation"),
    "bots": ("bots", "outgoing"),
    "server": ("operator", "administer"),
}


class HelpLine(NamedTuple):
    kind: type[c.Command]
    page: str
    usage: str
    summary: str
    text: str  # in which it is searched

    @property
    def shown(self) -> tuple[str, str]:
        return self.usage, self.summary


@cache
def help_lines() -> list[HelpLine]:
    page_of = {subject: page for page, subjects in PAGES.items() for subject in subjects}
    lines = []
    for kind in c.TYPED:
        how, page = usage(kind), page_of[kind.__module__.rpartition(".")[2]]
        summary = (kind.__doc__ or "").partition("\n")[0]
        lines.append(HelpLine(kind, page, how, summary, f"{kind.__struct_config__.tag} {how}".casefold()))
    return lines


@command(c.Help, Right(stranger=True), waits=True)
def help_(chat: Chat, session: Session, request: c.Help) -> HelpIs:
    about = request.about.strip().lstrip("/").casefold()
    own = [line for line in help_lines() if _may(chat, session, line.kind)]
    pages = [page for page in PAGES if any(line.page == page for line in own)]
    if not about:
        first = {line.kind: line for line in own}
        return HelpIs(commands=_shown(first[kind] for kind in FIRST if kind in first), pages=pages)
    if about in (ALL, *PAGES):
        return HelpIs(commands=_shown(line for line in own if about in (ALL, line.page)), about=about)
    exact = [line for line in help_lines() if " ".join(verb_of(line.kind)) == about]
    found = exact or [line for line in help_lines() if about in line.text]
    more = _more(exact[0]) if exact else ""
    return HelpIs(commands=_shown(found), about=about, more=more, pages=[] if found else pages)


def _shown(lines: Iterable[HelpLine]) -> list[tuple[str, str]]:
    return [line.shown for line in lines]


def _more(line: HelpLine) -> str:
    """What else there is to know of a command."""
    return " ".join((line.kind.__doc__ or "").partition("\n")[2].split())


def _may(chat: Chat, session: Session, kind: type[c.Command]) -> bool:
    """Whether they may do it somewhere; those without a name yet, once they have one."""
    right = chat.table[kind].right
    if session.person_or_none is None:
        return right.holds(ServerRole.GUEST, RoomRole.MEMBER)
    me, rooms = session.principal, session.subscriptions.values()
    part = max((subscription.room.state.part(me.id) for subscription in rooms), default=RoomRole.MEMBER)
    return right.operator is False and right.holds(me.role, max(part, RoomRole.MEMBER))


@command(c.Ping, Right(stranger=True), waits=True)
def ping(chat: Chat, session: Session, request: c.Ping) -> Pong:
    return Pong()


@command(c.Quit, Right(stranger=True))
async def quit_(chat: Chat, session: Session, request: c.Quit) -> None:
    """A barrier, so that earlier messages are stored and acknowledged."""
    session.goodbye()
