"""The command table: what each command does, and who may ask it in which state.

A handler that can answer at once returns None; one that has to wait returns its work,
which then is a barrier. Help and the protocol page come from the command types in
`model.commands`; a test holds table and types together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from chatservice.core.rates import before
from chatservice.core.rights import RIGHTS, Right
from chatservice.model import commands as c
from chatservice.model.arguments import usage
from chatservice.model.events import HelpIs, Pong

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session, Work

Handler = Callable[["Session", Any], "Work | None"]


@dataclass(frozen=True)
class Row:
    handler: Handler
    right: Right  # whose it is; where a room plays a part, the handler has it checked
    waits: bool = False  # answers at once, but not before what is under way
    meter: str = ""  # which rate counts it before it begins (core.rates)


def help_lines(about: str = "") -> list[tuple[str, str]]:
    """What to type and what it does, for the commands whose tag or usage has `about` in it."""
    wanted = about.strip().lstrip("/").casefold()
    return [
        (usage(kind), (kind.__doc__ or "").partition("\n")[0])
        for kind in get_args(c.AnyCommand)
        if wanted in f"{kind.__struct_config__.tag} {usage(kind)}".casefold()
    ]


def _help(session: "Session", command: c.Help) -> None:
    session.outlet.send(HelpIs(commands=help_lines(command.about) or help_lines(), ref=command.ref))


def _ping(session: "Session", command: c.Ping) -> None:
    session.outlet.send(Pong(ref=command.ref))


def _quit(session: "Session", command: c.Quit) -> "Work":
    return _goodbye(session)


async def _goodbye(session: "Session") -> None:
    """As a barrier, so that what was said before it is stored and acknowledged."""
    session.goodbye()


WAITING = frozenset({c.Motd, c.Ping, c.Help})


def table(chat: "Chat") -> dict[type[c.Command], Row]:
    handlers: dict[type[c.Command], Handler] = {
        c.Login: chat.people.login,
        c.Register: chat.accounts.register,
        c.Say: chat.talk.say,
        c.Msg: chat.talk.msg,
        c.Reply: chat.talk.reply,
        c.Join: chat.rooms.join,
        c.Leave: chat.rooms.leave,
        c.CreateChatroom: chat.office.create_chatroom,
        c.OpenChatroom: chat.office.open_chatroom,
        c.DeleteChatroom: chat.office.delete_chatroom,
        c.Announce: chat.office.announce_asked,
        c.Rooms: chat.rooms.list,
        c.Who: chat.rooms.who,
        c.Topic: chat.rooms.topic,
        c.Group: chat.groups.group,
        c.Invite: chat.groups.invite,
        c.Role: chat.standing.role,
        c.Mode: chat.standing.mode,
        c.Kick: chat.order.kick,
        c.Ban: chat.order.ban,
        c.Unban: chat.order.unban,
        c.Bans: chat.order.bans,
        c.Mute: chat.order.mute,
        c.Unmute: chat.order.unmute,
        c.Ignore: chat.ignoring.ignore,
        c.Unignore: chat.ignoring.unignore,
        c.Delete: chat.reports.delete,
        c.Report: chat.reports.report,
        c.Reports: chat.reports.show,
        c.Resolve: chat.reports.resolve,
        c.Lockdown: chat.audit.lock,
        c.Audit: chat.audit.show,
        c.Bot: chat.bots.bot,
        c.Bots: chat.bots.bots,
        c.Webhook: chat.bots.webhook,
        c.Webhooks: chat.bots.webhooks,
        c.Unhook: chat.bots.unhook,
        c.History: chat.past.history,
        c.Missed: chat.past.missed,
        c.Search: chat.past.search,
        c.Files: chat.files.files,
        c.Share: chat.files.share,
        c.Link: chat.files.link,
        c.DeleteFile: chat.files.delete_file,
        c.Run: chat.code.run,
        c.RunShow: chat.code.show,
        c.RunStop: chat.code.stop_run,
        c.RunInput: chat.code.give,
        c.RunEof: chat.code.end_input,
        c.Doctor: chat.code.doctor,
        c.Nick: chat.people.nick,
        c.Motd: chat.notices.motd_asked,
        c.Token: chat.accounts.token,
        c.Tokens: chat.accounts.tokens,
        c.Revoke: chat.accounts.revoke,
        c.Password: chat.accounts.password,
        c.Invitation: chat.accounts.invitation,
        c.Ping: _ping,
        c.Help: _help,
        c.Quit: _quit,
    }
    tags = {kind: str(kind.__struct_config__.tag) for kind in handlers}
    return {
        kind: Row(handler, RIGHTS[tags[kind]], kind in WAITING, before(tags[kind]))
        for kind, handler in handlers.items()
    }
