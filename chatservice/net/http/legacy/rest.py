"""The REST interface of an older chat: `/register`, `/send`, `/messages` and so on.

Paths, fields, statuses and sentences are exactly those of that system, so that its clients and the
examples in its manual run unchanged. The differences: a name expires ten minutes after the last
request, lines are stored on disk, and the people are those of the whole chat. Its rooms are groups
called ``room_1``, ``room_2``. Additions: `own=1` at `/messages` includes the caller's own messages,
a token can identify the caller, `/send` takes a `key`, and a recipient may be any room that the
caller can enter.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from chatservice.core.news import news
from chatservice.core.room import Room
from chatservice.errors import Fault, NameTaken, NoSuchRoom
from chatservice.model import names
from chatservice.model.commands import Group, Join, Leave, Msg, Quit, Say
from chatservice.model.events import Joined, Message
from chatservice.model.records import Record
from chatservice.model.values import EventKind, RoomKind
from chatservice.net.http.api.login import address_of, authenticate, is_open, named, shows_who, visitor_named
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import LoginNeeded
from chatservice.net.http.engine.problems import headers_of
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route
from chatservice.net.http.engine.visitors import HttpSession
from chatservice.wire import fault_text
from chatservice.wire.event_text import notices
from chatservice.wire.line_words import relations


class Refusal(Exception):
    """An error with the sentence of that system."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class Fields(msgspec.Struct, frozen=True):
    """The fields of all bodies; each request uses its own."""

    username: Any = None
    sender: Any = None
    recipient: Any = None
    message: Any = None
    admin: Any = None
    participants: Any = None
    room_id: Any = None
    key: str = ""


SHOWN_KINDS = (
    EventKind.MESSAGE,
    EventKind.ACTION,
    EventKind.RICH,
    EventKind.FILE,
    EventKind.FILE_GONE,
    EventKind.TOPIC,
    EventKind.REACTION,
    EventKind.POLL,
    EventKind.POLL_CLOSED,
    EventKind.PINNED,
    EventKind.UNPINNED,
    EventKind.EDITED,
)


def fail(fault: Fault) -> Response:
    body = {"status": "fail", "message": fault_text.sentence(fault)}
    return responses.json(body, fault.status, headers_of(fault))


def answering(handler: Callable[[RequestContext], Any]) -> Callable[[RequestContext], Any]:
    """`handler` returns the fields beside `status`, or raises Refusal."""

    async def answer(call: RequestContext) -> Response:
        try:
            return responses.json({"status": "success", **(await handler(call))})
        except Refusal as refusal:
            return responses.json({"status": "fail", "message": refusal.message}, refusal.status)

    return answer


def texts(missing: str, *values: Any) -> None:
    """Raise Refusal with `missing` unless all values are non-empty texts."""
    if not all(isinstance(value, str) and value for value in values):
        raise Refusal(missing)


async def visitor_for(call: RequestContext, name: str) -> HttpSession | None:
    """The visitor with that name, if the request may act as it."""
    if not shows_who(call.request):
        return visitor_named(call, name)
    visitor = await authenticate(call)
    return visitor if names.fold(visitor.name) == names.fold(name) else None


async def speaker(call: RequestContext, name: str, missing: str) -> HttpSession:
    """Like `visitor_for`, but raises Refusal with `missing` if there is none: with 401 if an account owns
    that name."""
    visitor = await visitor_for(call, name)
    if visitor is None:
        if not shows_who(call.request) and not await is_unowned(call, name):
            raise LoginNeeded
        raise Refusal(missing)
    return visitor


async def is_unowned(call: RequestContext, name: str) -> bool:
    """Whether no account has that name."""
    call.site.chat.limits.look_up(address_of(call))
    return await call.site.chat.storage.accounts.named(name) is None


async def register(call: RequestContext) -> dict[str, object]:
    username = call.json(Fields).username
    texts("Username is required.", username)
    if is_open(call.request) and not shows_who(call.request) and await _is_guests(call, username):
        raise Refusal("Username already taken.")
    try:
        if shows_who(call.request):
            await speaker(call, username, "Username already taken.")
        else:
            await named(call, username)
    except NameTaken:
        raise Refusal("Username already taken.") from None
    return {"message": f"User {username} registered successfully."}


async def _is_guests(call: RequestContext, name: str) -> bool:
    """Whether a guest has that name, at whatever door."""
    if visitor_named(call, name) is not None:
        return True
    return call.site.chat.presence.holds(name) and await is_unowned(call, name)


async def logout(call: RequestContext) -> dict[str, object]:
    username = call.json(Fields).username
    texts("Username is required.", username)
    visitor = await speaker(call, username, "Username not found.")
    await visitor.ask(Quit())
    return {"message": f"User {username} logged out successfully."}


async def online(call: RequestContext) -> dict[str, object]:
    if not is_open(call.request):
        await authenticate(call)
    return {"online_users": [person.name for person in call.site.chat.presence]}


async def send(call: RequestContext) -> dict[str, object]:
    fields = call.json(Fields)
    texts("Sender, recipient, and message are required.", fields.sender, fields.recipient, fields.message)
    visitor = await speaker(call, fields.sender, "Sender not registered.")
    to, text, key = fields.recipient, fields.message, fields.key
    if to.startswith("room_"):
        await own_room(call, visitor, to)
    elif call.site.chat.presence.holds(to):
        await visitor.ask(Msg(to=to, text=text, key=key))
        return {"message": "Message sent successfully."}
    else:
        await enter(visitor, to)
    await visitor.ask(Say(room=to, text=text, key=key))
    return {"message": "Message sent successfully."}


async def own_room(call: RequestContext, visitor: HttpSession | None, label: str) -> Room:
    """The room with that name, if they are in it. Raises Refusal."""
    if visitor is not None:
        call.site.chat.limits.read(visitor.session)
    if await call.site.chat.directory.called(label) is None:
        raise Refusal("Room does not exist.")
    subscription = visitor.session.subscription_to(label) if visitor is not None else None
    if subscription is None:
        raise Refusal("You are not a participant of this room.")
    return subscription.room


async def enter(visitor: HttpSession, label: str) -> None:
    """No person is called `label`: enter the room with that name. Raises Refusal."""
    if visitor.session.subscription_to(label) is not None:
        return
    try:
        if label.startswith("@"):
            raise NoSuchRoom(label)
        visitor.chat.limits.read(visitor.session)
        await visitor.chat.directory.find(visitor.session, label)
    except NoSuchRoom:
        raise Refusal("Recipient not online.") from None
    await visitor.ask(Join(room=label))


async def messages(call: RequestContext) -> dict[str, object]:
    username = call.query.get("username", "")
    texts("Username is required.", username)
    visitor = await speaker(call, username, "User not registered.")
    last = call.query.get("last_id", "")
    after = int(last) if last.isascii() and last.isdigit() and len(last) < 17 else 0
    session = visitor.session
    limit = call.site.settings.history_max
    own = call.query.get("own", "") in ("1", "true", "yes")
    shown: list[dict[str, object]] = []
    while not shown:
        call.site.chat.limits.read(session)
        page = await news(call.site.chat.log, session.subscriptions, after, limit)
        me = session.person.principal.id
        shown = [m for m in (message(room, record, me, own) for room, record in page) if m is not None]
        if len(page) < limit:
            break
        after = page[-1][1].id  # nothing in a whole page is shown to them: read on
    return {"messages": shown}


def message(room: Room, record: Record, me: int, own: bool) -> dict[str, object] | None:
    """`record` in the form of that system; None if it has no such message. Actions, files and topics are
    in the words of the line door."""
    sender, recipient, text = record.actor_name, room.label, record.body
    my_name = room.state.members[me].name if me in room.state.members else ""
    if record.kind in SHOWN_KINDS:
        event = room.line(record) if record.kind is EventKind.RICH else None
        if isinstance(event, Message):
            text = f"{f'* {sender} ' if event.action else ''}{relations(event)}{event.text}"
        elif record.kind is EventKind.ACTION:
            text = f"* {sender} {text}"
        elif record.kind is not EventKind.MESSAGE:
            sender, text = "server", " ".join(notices(room.line(record)))
        if room.kind is RoomKind.DIRECT:
            if record.actor == me and not own:
                return None
            recipient = my_name
            if record.actor == me:
                recipient = next(
                    (member.name for id_, member in room.state.members.items() if id_ != me), my_name
                )
    elif record.kind is EventKind.ADDED and record.subject == me:
        sender, recipient = "server", my_name
        text = f"Room {number(room)} has been created and you have been added as a participant."
    elif record.kind is EventKind.REMOVED and record.subject != me:
        sender, recipient = "server", my_name
        text = f"{record.subject_name} has left room {number(room)}."
    else:
        return None
    return {"id": record.id, "sender": sender, "recipient": recipient, "message": text}


def number(room: Room) -> str:
    return room.label.removeprefix("room_")


async def create_room(call: RequestContext) -> dict[str, object]:
    fields = call.json(Fields)
    people = fields.participants
    texts("Admin and participants are required.", fields.admin)
    if not isinstance(people, list) or not people:
        raise Refusal("Admin and participants are required.")
    texts("Admin and participants are required.", *people)
    visitor = await speaker(call, fields.admin, "Admin is not registered.")
    for name in people:
        if not call.site.chat.presence.holds(name):
            raise Refusal(f"User {name} is not online.")
    created = await visitor.ask(Group(members=people))
    await visitor.settled()  # all members are in it
    room = created.room if isinstance(created, Joined) else ""
    return {"message": f"Room {room} created successfully.", "room_id": room}


async def leave_room(call: RequestContext) -> dict[str, object]:
    fields = call.json(Fields)
    texts("Username and room_id are required.", fields.username, fields.room_id)
    visitor = await visitor_for(call, fields.username)
    room = await own_room(call, visitor, fields.room_id)
    if visitor is None:
        raise AssertionError("only a visitor is in a room")
    await visitor.ask(Leave(room=room.rid))
    return {"message": f"You have left room {fields.room_id}."}


async def announcement(call: RequestContext) -> dict[str, object]:
    text = call.site.chat.notices.announcement
    if not text:
        raise Refusal("Failed to read announcement.", 500)
    return {"announcement": text}


def row(method: str, path: str, handler: Callable[[RequestContext], Any]) -> Route:
    return Route(method, path, answering(handler), fail)


ROUTES = [
    row("POST", "/register", register),
    row("POST", "/logout", logout),
    row("GET", "/online", online),
    row("POST", "/send", send),
    row("GET", "/messages", messages),
    row("POST", "/create_room", create_room),
    row("POST", "/leave_room", leave_room),
    row("GET", "/announcement", announcement),
]
