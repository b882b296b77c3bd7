"""Coming and going, rooms, their people, modes and topics, in English."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire import people_words, reading_words, sanitize
from chatservice.wire.phrases import listed, names
from chatservice.wire.sanitize import line

UNREAD_SHOWN = 10  # rooms


def _hello(event: events.Hello) -> list[str]:
    motd = sanitize.lines(event.motd) if event.motd else []
    hint = "Type your name to come in. /help shows what else you can type, /quit leaves."
    return [f"{line(event.server)} {line(event.version)}", *motd, hint]


def _welcome(event: events.Welcome) -> list[str]:
    groups = [room.room for room in event.rooms if room.kind == "group"]
    lines = [f"Welcome back, {line(event.name)}." if event.resumed else f"Welcome, {line(event.name)}."]
    if groups:
        lines.append(f"Your groups: {', '.join(map(line, groups))}.")
    public = [room.room for room in event.rooms if room.kind == "public"]
    if public:
        more = len(public) - UNREAD_SHOWN
        lines.append(f"You are also in {names(public[:UNREAD_SHOWN], more)}, which you have not left.")
    unread = [f"{room.unread:,} in {line(room.room)}" for room in event.rooms if room.unread]
    if unread:
        lines.append(f"Unread: {names(unread[:UNREAD_SHOWN], len(unread) - UNREAD_SHOWN)}. /missed shows it.")
    return lines + reading_words.were_mentioned(event.mentions)


def _joined(event: events.Joined) -> list[str]:
    lines = [f"You are in {line(event.room)} ({event.here:,} here)."]
    if event.members:
        lines.append(f"Here: {listed(event.members, event.here)}")
    return [*lines, f"Topic: {line(event.topic)}"] if event.topic else lines


def _talk(event: events.TalkIs) -> list[str]:
    return [f"You talk in {line(event.room)}.{f' {event.new:,} new:' if event.new else ''}"]


def _added(event: events.Added) -> list[str]:
    if event.who != event.sender:
        return [f"{line(event.sender)} added {line(event.who)} to {line(event.room)}."]
    did = "made the group" if event.seq == 1 else "came back to"
    return [f"{line(event.sender)} {did} {line(event.room)}."]


def _left(event: events.Left) -> list[str]:
    where = f"You are in {line(event.current)}." if event.current else "/join ROOM enters another one."
    lines = [f"You left {line(event.room)}. {where}"]
    if event.back:
        lines.append(
            f"/join {line(event.room)} brings you back, for {event.back:.0f} s; later only an invitation."
        )
    return lines


def _room_deleted(event: events.RoomDeleted) -> list[str]:
    where = f" You are in {line(event.current)}." if event.current else ""
    return [f"The room {line(event.room)} was deleted.{where}"]


def _came(event: events.Came) -> list[str]:
    who = names(event.who, event.more)
    return [f"{who} came into {line(event.room)}."] if who else []


def _went(event: events.Went) -> list[str]:
    who = names(event.who, event.more)
    return [f"{who} left {line(event.room)}."] if who else []


def _removed(event: events.Removed) -> list[str]:
    if event.who == event.sender:
        return [f"{line(event.who)} left {line(event.room)} for good."]
    return [f"{line(event.sender)} removed {line(event.who)} from {line(event.room)}."]


def _invited(event: events.Invited) -> list[str]:
    room = line(event.room)
    if event.kind == "public":
        return [f"{line(event.sender)} invited you into {room}: /join {room} enters it."]
    if event.asked:
        sender = line(event.sender)
        ends = f"/ignore {sender} stops such invitations."
        return [f"{sender} invites you into the group {room}. /join {room} accepts; {ends}"]
    return [
        f"{line(event.sender)} added you to the group {room}: {names(event.members)}.",
        f"/join {room} to talk there.",
    ]


def _topic_set(event: events.TopicSet) -> list[str]:
    if not event.text:
        return [f"{line(event.sender)} cleared the topic of {line(event.room)}."]
    return [f"{line(event.sender)} set the topic of {line(event.room)}: {line(event.text)}"]


def _room_renamed(event: events.RoomRenamed) -> list[str]:
    reason = f": {line(event.reason)}" if event.reason else "."
    return [f"{line(event.sender)} renamed the room {line(event.was)} to {line(event.name)}{reason}"]


def _topic_is(event: events.TopicIs) -> list[str]:
    if not event.text:
        return [f"{line(event.room)} has no topic."]
    return [f"Topic of {line(event.room)}: {line(event.text)}"]


def _mode_set(event: events.ModeSet) -> list[str]:
    """One sentence per change."""
    room = line(event.room)
    changes = []
    if event.entry is not None:
        changes.append(ENTRY.get(event.entry, "{room} has a new entry mode").format(room=room))
    if event.readonly is not None:
        who = "only its moderators" if event.readonly else "everyone in it"
        changes.append(f"{who} may speak in {room} now")
    if event.slow is not None:
        changes.append(
            f"{room} is in slow mode: one line every {event.slow:g} s"
            if event.slow
            else f"{room} is no longer in slow mode"
        )
    if event.topics is not None:
        changes.append(TOPICS.get(event.topics, "{room} has another rule for topics").format(room=room))
    if event.most is not None:
        changes.append(
            f"{room} has room for {event.most:,}" if event.most else f"{room} has no limit of people"
        )
    if event.locked is not None:
        who = "only its moderators" if event.locked else "everyone in it"
        changes.append(f"{who} may set the topic of {room} now")
    if event.unlisted is not None:
        changes.append(f"{room} is {'no longer ' if event.unlisted else ''}in the list of rooms")
    return [f"{line(event.sender)} decided: {what}." for what in changes]


TOPICS = {
    "off": "messages in {room} have no topics now",
    "optional": "messages in {room} may have topics now",
    "required": "messages in {room} need a topic now",
}


ENTRY = {
    "open": "anyone may enter {room} now",
    "registered": "{room} is for people with an account now",
    "invite": "{room} is by invitation now",
    "password": "{room} has a new password now",
}


ENTERS = {
    "open": "anyone",
    "registered": "people with an account",
    "invite": "invited people",
    "password": "anyone with the password",
}
LISTED = {"registered": ", with an account", "invite": ", by invitation", "password": ", with a password"}


def _mode_is(event: events.ModeIs) -> list[str]:
    speak = "its moderators and those with a voice" if event.readonly else "everyone in it"
    slow = f", one line every {event.slow:g} s" if event.slow else ""
    topics = {"off": ", without topics", "required": ", each line with a topic"}.get(event.topics, "")
    who = ENTERS.get(event.entry, "?")
    most = f", {event.most:,} at most" if event.most else ""
    locked = ", its moderators set the topic" if event.locked else ""
    unlisted = ", it is in no list" if event.unlisted else ""
    return [f"{line(event.room)}: {who} may enter{most}, {speak} may speak{slow}{topics}{locked}{unlisted}."]


def _people(event: events.People) -> list[str]:
    where = "Everyone" if event.room == "*" else line(event.room)
    owners = event.bots
    who = [f"{name} (bot of {owners[name]})" if name in owners else name for name in event.members]
    states = {state.name: people_words.in_list(state) for state in event.states}
    who = [f"{name} ({states[name]})" if name in states else name for name in who]
    people = f": {listed(who, event.here)}" if who else "."
    return [f"{where} ({event.here:,} here){people}"]


def _rooms(event: events.RoomList) -> list[str]:
    if event.ended:
        return _ended(event)
    if not event.rooms:
        return ["There are no matching rooms. /join ROOM creates one."]
    hint = "/rooms all shows them, /rooms WORD those with it in their name."
    if event.next:
        hint = f"/rooms after {line(event.next)} all shows the next."
    more = [f"And {event.more:,} more: {hint}"] if event.more else []
    return ["Rooms, /join ROOM enters one:", *map(_room, event.rooms), *more]


def _ended(event: events.RoomList) -> list[str]:
    if not event.rooms:
        return ["There are no ended conversations."]
    rooms = [f"{line(room.room)} (ended): {line(room.rid)}" for room in event.rooms]
    return ["Ended conversations, /history in:ID shows one:", *rooms]


def _room(room: events.RoomInfo) -> str:
    kind = "" if room.kind == "public" else f", {line(room.kind)}"
    kind += LISTED.get(room.entry, "")
    mine = ", you are in it" if room.joined else ""
    topic = f": {line(room.topic)}" if room.topic else ""
    return f"{line(room.room)} ({room.here:,} here{kind}{mine}{reading_words.in_list(room)}){topic}"


def _bye(event: events.Bye) -> list[str]:
    back = "When you are back, /history shows what was said; with your token, /missed does."
    return [line(event.text), back] if event.resume and event.code != "superseded" else [line(event.text)]


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.Hello: _hello,
    events.Welcome: _welcome,
    events.Joined: _joined,
    events.Left: _left,
    events.TalkIs: _talk,
    events.RoomDeleted: _room_deleted,
    events.Announced: lambda e: [f"Announced to {e.people:,} {'person' if e.people == 1 else 'people'}."],
    events.Came: _came,
    events.Went: _went,
    events.Removed: _removed,
    events.TopicSet: _topic_set,
    events.RoomRenamed: _room_renamed,
    events.TopicIs: _topic_is,
    events.People: _people,
    events.RoomList: _rooms,
    events.Bye: _bye,
    events.Added: _added,
    events.Announcement: lambda e: [f"Announcement: {piece}" for piece in sanitize.lines(e.text)],
    events.Invited: _invited,
    events.Asked: lambda e: [f"{names(e.who)}: invited into {line(e.room)}, a member after joining it."],
    events.ModeSet: _mode_set,
    events.ModeIs: _mode_is,
    events.MotdIs: lambda e: sanitize.lines(e.text) if e.text else ["There is no message of the day."],
}
