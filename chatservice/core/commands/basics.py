"""Commands that also work before signing in: help, ping and quit."""

from functools import cache

from chatservice.core.chat import Chat
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.model import commands as c
from chatservice.model.arguments import usage
from chatservice.model.events import HelpIs, Pong


@cache
def _lines() -> list[tuple[str, str, str]]:
    """Of each command: its usage, its summary, and the text in which it is searched."""
    lines = []
    for kind in c.TYPED:
        how = usage(kind)
        summary = (kind.__doc__ or "").partition("\n")[0]
        lines.append((how, summary, f"{kind.__struct_config__.tag} {how}".casefold()))
    return lines


def help_lines(about: str = "") -> list[tuple[str, str]]:
    """The usage and summary of the commands whose tag or usage contains `about`."""
    part = about.strip().lstrip("/").casefold()
    return [(how, summary) for how, summary, text in _lines() if part in text]


@command(c.Help, Right(stranger=True), waits=True)
def help_(chat: Chat, session: Session, request: c.Help) -> HelpIs:
    return HelpIs(commands=help_lines(request.about) or help_lines())


@command(c.Ping, Right(stranger=True), waits=True)
def ping(chat: Chat, session: Session, request: c.Ping) -> Pong:
    return Pong()


@command(c.Quit, Right(stranger=True))
async def quit_(chat: Chat, session: Session, request: c.Quit) -> None:
    """A barrier, so that earlier messages are stored and acknowledged."""
    session.goodbye()
