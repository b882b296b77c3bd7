"""The command table: what each command does, and who may ask it in which state.

A handler that can answer at once returns None; one that has to wait returns its work,
which then is a barrier. Help and the protocol page come from the command types in
`model.commands`; a test holds table and types together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from chatservice.model import commands as c
from chatservice.model.events import HelpIs, Pong, TokenIs

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session, Work

Handler = Callable[["Session", Any], "Work | None"]


@dataclass(frozen=True)
class Row:
    handler: Handler
    stranger: bool = False  # may be asked before login
    waits: bool = False  # answers at once, but not before what is under way


def help_lines(about: str = "") -> list[tuple[str, str]]:
    """What to type and what it does, for the commands whose tag or usage has `about` in it."""
    wanted = about.strip().lstrip("/").casefold()
    return [
        (kind.usage, (kind.__doc__ or "").partition("\n")[0])
        for kind in get_args(c.AnyCommand)
        if wanted in f"{kind.__struct_config__.tag} {kind.usage}".casefold()
    ]


def _help(session: "Session", command: c.Help) -> None:
    session.outlet.send(HelpIs(commands=help_lines(command.about) or help_lines(), ref=command.ref))


def _ping(session: "Session", command: c.Ping) -> None:
    session.outlet.send(Pong(ref=command.ref))


def _token(session: "Session", command: c.Token) -> None:
    session.outlet.send(TokenIs(token=session.token, ref=command.ref))


def _quit(session: "Session", command: c.Quit) -> "Work":
    return _goodbye(session)


async def _goodbye(session: "Session") -> None:
    """As a barrier, so that what was said before it is stored and acknowledged."""
    session.close(None)


def table(chat: "Chat") -> dict[type[c.Command], Row]:
    return {
        c.Login: Row(chat.people.login, stranger=True),
        c.Say: Row(chat.talk.say),
        c.Msg: Row(chat.talk.msg),
        c.Reply: Row(chat.talk.reply),
        c.Join: Row(chat.rooms.join),
        c.Leave: Row(chat.rooms.leave),
        c.Rooms: Row(chat.rooms.list),
        c.Who: Row(chat.rooms.who),
        c.Topic: Row(chat.rooms.topic),
        c.Group: Row(chat.groups.group),
        c.Invite: Row(chat.groups.invite),
        c.History: Row(chat.past.history),
        c.Missed: Row(chat.past.missed),
        c.Search: Row(chat.past.search),
        c.Files: Row(chat.files.files),
        c.Share: Row(chat.files.share),
        c.Link: Row(chat.files.link),
        c.DeleteFile: Row(chat.files.delete_file),
        c.Nick: Row(chat.people.nick),
        c.Motd: Row(chat.notices.motd_asked, waits=True),
        c.Token: Row(_token, waits=True),
        c.Ping: Row(_ping, stranger=True, waits=True),
        c.Help: Row(_help, stranger=True, waits=True),
        c.Quit: Row(_quit, stranger=True),
    }
