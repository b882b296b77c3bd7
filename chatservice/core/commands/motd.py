"""The message of the day."""

from typing import TYPE_CHECKING

from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.model import commands as c
from chatservice.model.events import MotdIs

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session


@command(c.Motd, Right(), waits=True)
def motd(chat: "Chat", session: "Session", asked: c.Motd) -> MotdIs:
    return MotdIs(text=chat.notices.motd)
