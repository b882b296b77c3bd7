"""The topics of a room's messages."""

from chatservice.core.chat import Chat
from chatservice.core.rates import READ, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.model import commands as c
from chatservice.model.events import TopicInfo, TopicList


@command(c.Topics, Right(), Charge(READ))
async def topics(chat: Chat, session: Session, request: c.Topics) -> TopicList:
    room = await chat.directory.find(session, request.room, ended=True)
    limit = session.list_max or chat.settings.topics
    stored, total = await chat.storage.topics.topics(room.id, limit)
    chat.directory.refuse_outsider(session, room, room.label)
    infos = [TopicInfo(topic=topic.name, lines=topic.lines, last=topic.last) for topic in stored]
    return TopicList(room=room.label, rid=room.rid, topics=infos, more=total - len(infos))
