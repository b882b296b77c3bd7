"""What happens besides what is said, as IRC messages; and the codecs that know these words."""

from chatservice.model.events import (
    Ack,
    Added,
    Announcement,
    AwayIs,
    Blank,
    Bye,
    Came,
    Deleted,
    Event,
    HistoryPage,
    Joined,
    MissedPage,
    Moderated,
    ModeSet,
    PersonChanged,
    ReactionSet,
    Removed,
    Renamed,
    RoleSet,
    RoomRenamed,
    TopicSet,
    TypingNow,
    Welcome,
    Went,
)
from chatservice.wire.event_text import notices
from chatservice.wire.irc import mode_words
from chatservice.wire.irc.codec import EventWords, IrcCodec, message_id
from chatservice.wire.irc.message import body, format_tags
from chatservice.wire.irc.names import CHANNEL, nick
from chatservice.wire.irc.view import PeopleView


def _nothing(codec: IrcCodec, event: Event, viewer: str) -> bytes:
    return b""


def _came(codec: IrcCodec, event: Came, viewer: str) -> bytes:
    data = b""
    for name in event.who:
        codec.people.came(event.rid, name)
        data += joined(codec, event.room, name)
        away = codec.people.away(name)
        if away is not None and "away-notify" in codec.caps:
            data += body(codec.source(name), "AWAY", away)
    return data


def joined(codec: IrcCodec, room: str, name: str) -> bytes:
    """That somebody is in a room from now on."""
    if "extended-join" in codec.caps:
        account = codec.people.account(name)
        real_name = codec.people.real_name(name)
        return body(codec.source(name), "JOIN", CHANNEL + room, nick(account) if account else "*", real_name)
    return body(codec.source(name), "JOIN", CHANNEL + room)


def _went(codec: IrcCodec, event: Went, viewer: str) -> bytes:
    people = codec.people
    return b"".join(_gone(codec, event, name) for name in event.who if not people.was_kicked(event.rid, name))


def _gone(codec: IrcCodec, event: Went, name: str) -> bytes:
    """They left the room, or altogether."""
    if codec.people.is_here(name):
        reason = codec.people.reason(event.rid, name)
        return body(codec.source(name), "PART", CHANNEL + event.room, *([reason] if reason else []))
    return body(codec.source(name), "QUIT", codec.people.reason("", name) or "Connection closed")


def _added(codec: IrcCodec, event: Added, viewer: str) -> bytes:
    if not codec.people.is_private(event.room):  # they are invited, and come when they like
        if "invite-notify" not in codec.caps:
            return b""
        return codec.by(event, "INVITE", nick(event.who), CHANNEL + event.room)
    codec.people.came(event.rid, event.who)
    return joined(codec, event.room, event.who)


def _removed(codec: IrcCodec, event: Removed, viewer: str) -> bytes:
    if codec.people.was_kicked(event.rid, event.who):
        return b""
    if event.who == event.sender:
        return codec.by(event, "PART", CHANNEL + event.room)
    return codec.by(event, "KICK", CHANNEL + event.room, nick(event.who), nick(event.sender))


def _renamed(codec: IrcCodec, event: Renamed, viewer: str) -> bytes:
    return body(codec.source(event.was), "NICK", nick(event.name))


def _topic(codec: IrcCodec, event: TopicSet, viewer: str) -> bytes:
    return codec.by(event, "TOPIC", CHANNEL + event.room, event.text)


def _moderated(codec: IrcCodec, event: Moderated, viewer: str) -> bytes:
    if event.action == "kicked" and event.room != "*":
        return kicked(codec, event)
    if event.action in ("banned", "unbanned") and event.room != "*":
        sign = "+b" if event.action == "banned" else "-b"
        return body(codec.source(event.by), "MODE", CHANNEL + event.room, sign, f"{nick(event.who)}!*@*")
    if event.action in ("muted", "unmuted") and event.room != "*":
        sign = "+q" if event.action == "muted" else "-q"
        return body(codec.source(event.by), "MODE", CHANNEL + event.room, sign, f"{nick(event.who)}!*@*")
    return codec.plain(event, viewer)


def kicked(codec: IrcCodec, event: Moderated) -> bytes:
    codec.people.kicked(event.rid, event.who)
    reason = event.reason or nick(event.by)
    return body(codec.source(event.by), "KICK", CHANNEL + event.room, nick(event.who), reason)


def _role(codec: IrcCodec, event: RoleSet, viewer: str) -> bytes:
    before = codec.people.role_before(event.rid, event.who, event.seq, event.role)
    modes = mode_words.of_role(event.role, before)
    if not modes or event.room[:1] in ("@", "*"):
        return codec.plain(event, viewer)
    whom = [nick(event.who)] * sum(letter.isalpha() for letter in modes)
    return codec.by(event, "MODE", CHANNEL + event.room, modes, *whom)


def _mode(codec: IrcCodec, event: ModeSet, viewer: str) -> bytes:
    modes = mode_words.of_mode(event)
    return codec.by(event, "MODE", CHANNEL + event.room, *modes) if modes else codec.plain(event, viewer)


def _deleted(codec: IrcCodec, event: Deleted, viewer: str) -> bytes:
    if "draft/message-redaction" not in codec.caps:
        return codec.plain(event, viewer)
    target = codec.target(event.room, event.sender, viewer)
    reason = [value for _, value in codec.people.extra_of(event.rid, -event.line).tags]
    return codec.by(event, "REDACT", target, message_id(event.rid, event.line), *reason)


def _reaction(codec: IrcCodec, event: ReactionSet, viewer: str) -> bytes:
    """For clients that know reactions: there is no capability for that, but they are those that know REDACT.
    Others (irssi, weechat) ask for tags and would show nothing."""
    if not {"message-tags", "draft/message-redaction"} <= codec.caps:
        return codec.plain(event, viewer)
    name = "+draft/react" if event.on else "+draft/unreact"
    tags = {**codec.tags(event), name: event.emoji, "+draft/reply": message_id(event.rid, event.line)}
    target = codec.target(event.room, event.sender, viewer)
    return format_tags(tags).encode("utf-8", "replace") + body(codec.source(event.sender), "TAGMSG", target)


def _typing(codec: IrcCodec, event: TypingNow, viewer: str) -> bytes:
    if "message-tags" not in codec.caps:
        return b""
    tags = {"+typing": "active" if event.on else "done"}
    target = codec.target(event.room, event.who, viewer)
    return format_tags(tags).encode("utf-8", "replace") + body(codec.source(event.who), "TAGMSG", target)


def _person(codec: IrcCodec, event: PersonChanged, viewer: str) -> bytes:
    if "away-notify" not in codec.caps:
        return b""
    words = (event.away_text or "away",) if event.away else ()
    return body(codec.source(event.name), "AWAY", *words)


def _page(codec: IrcCodec, event: HistoryPage, viewer: str) -> bytes:
    return b"".join(codec.encode(line, viewer) for line in event.lines)


def _missed(codec: IrcCodec, event: MissedPage, viewer: str) -> bytes:
    return b"".join(_page(codec, page, viewer) for page in event.rooms)


def _announced(codec: IrcCodec, event: Announcement, viewer: str) -> bytes:
    return b"".join(body(codec.people.server, "NOTICE", "*", words) for words in notices(event))


def _bye(codec: IrcCodec, event: Bye, viewer: str) -> bytes:
    return body("", "ERROR", f"Closing link: ({event.text})")


WORDS: dict[type[Event], EventWords] = {
    Added: _added,
    Came: _came,
    Removed: _removed,
    Went: _went,
    Renamed: _renamed,
    TopicSet: _topic,
    Moderated: _moderated,
    RoleSet: _role,
    ModeSet: _mode,
    Deleted: _deleted,
    ReactionSet: _reaction,
    TypingNow: _typing,
    PersonChanged: _person,
    HistoryPage: _page,
    MissedPage: _missed,
    Announcement: _announced,
    Bye: _bye,
    # Who is in the room is told by `commands.renaming`, since it takes their own name.
    **dict.fromkeys((RoomRenamed, Ack, AwayIs, Blank, Joined, Welcome), _nothing),
}


class Codecs:
    """A codec for each set of capabilities, shared by those who have it."""

    def __init__(self, people: PeopleView) -> None:
        self._people = people
        self._codecs: dict[frozenset[str], IrcCodec] = {}

    def of(self, caps: frozenset[str]) -> IrcCodec:
        codec = self._codecs.get(caps)
        if codec is None:
            codec = self._codecs[caps] = IrcCodec(caps, self._people, WORDS)
        return codec
