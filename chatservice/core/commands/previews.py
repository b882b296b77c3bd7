"""What the pages behind a line's links say of themselves."""

from chatservice.core.chat import Chat
from chatservice.core.lines import find_line
from chatservice.core.rates import READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import PreviewsOff
from chatservice.model import commands as c
from chatservice.model.events import PreviewList
from chatservice.model.previews import LinkPreview, links_of


@command(c.Previews, Right(), Charge(READ))
async def previews(chat: Chat, session: Session, request: c.Previews) -> PreviewList:
    """What is known is answered at once, so that no slow page holds up the session; the rest is sent when it
    has been read."""
    if not chat.settings.link_previews:
        raise PreviewsOff
    room = await chat.directory.find(session, request.room)
    record = await find_line(chat.log, room, request.seq, lambda record: record.is_line)
    own = chat.files.links.base
    urls = [url for url in links_of(record.text) if not (own and url.startswith(own))]
    found, unknown = chat.previews.known(urls)

    def done() -> None:
        session.outlet.send(_list(room, record.seq, chat.previews.known(urls)[0]))

    pending = bool(unknown) and chat.previews.read_soon(unknown, done)
    return _list(room, record.seq, found, pending=pending)


def _list(room: Room, line: int, found: list[LinkPreview], pending: bool = False) -> PreviewList:
    return PreviewList(room=room.label, rid=room.rid, line=line, previews=found, pending=pending)
