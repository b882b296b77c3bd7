"""What works before a name is given, too: help, ping and quit."""

from chatservice.core.chat import Chat
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.model import commands as c
from chatservice.model.arguments import usage
from chatservice.model.events import HelpIs, Pong


def help_lines(about: str = "") -> list[tuple[str, str]]:
    """What to type and what it does, for the commands whose tag or usage has `about` in it."""
    wanted = about.strip().lstrip("/").casefold()
    return [
        (usage(kind), (kind.__doc__ or "").partition("\n")[0])
        for kind in c.TYPED
        if wanted in f"{kind.__struct_config__.tag} {usage(kind)}".casefold()
    ]


@command(c.Help, Right(stranger=True), waits=True)
def help_(chat: Chat, session: Session, request: c.Help) -> HelpIs:
    return HelpIs(commands=help_lines(request.about) or help_lines())


@command(c.Ping, Right(stranger=True), waits=True)
def ping(chat: Chat, session: Session, request: c.Ping) -> Pong:
    return Pong()


@command(c.Quit, Right(stranger=True))
async def quit_(chat: Chat, session: Session, request: c.Quit) -> None:
    """A barrier, so that what was said before it is stored and acknowledged."""
    session.goodbye()
