"""The message of the day."""

from chatservice.core.chat import Chat
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.model import commands as c
from chatservice.model.events import MotdIs


@command(c.Motd, Right(), waits=True)
def motd(chat: Chat, session: Session, request: c.Motd) -> MotdIs:
    return MotdIs(text=chat.notices.motd)
