"""Entering a room by the name that a request gives it."""

from chatservice.core.room import Room
from chatservice.model.commands import Join
from chatservice.net.http.engine.visitors import HttpSession


async def joined_room(visitor: HttpSession, label: str) -> Room:
    """Enter the room with that name, which is created if there is none."""
    label = label.strip()
    if visitor.session.subscription_to(label) is None:
        if label.startswith("@"):
            visitor.chat.limits.read(visitor.session)
            return await visitor.chat.directory.find(visitor.session, label)
        await visitor.ask(Join(room=label))
    subscription = visitor.session.subscription_to(label)
    if subscription is None:
        raise AssertionError("a session that has joined has a subscription")
    return subscription.room
