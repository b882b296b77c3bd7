"""People: what they show of themselves, and what they chose."""

from collections.abc import Callable
from urllib.parse import quote

import msgspec

from chatservice.core.chat import Chat
from chatservice.core.metadata import shown
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Person, Session
from chatservice.errors import (
    BadCommand,
    BadName,
    BadTime,
    Fault,
    NotAllowed,
    NotInRoom,
    ReservedName,
    TextTooLong,
    TooMany,
)
from chatservice.model import commands as c
from chatservice.model import looks, metadata, names, times
from chatservice.model.events import (
    AwayIs,
    PersonChanged,
    PreferencesAre,
    ProfileIs,
    StatusIs,
    TypingNow,
)
from chatservice.model.names import fold
from chatservice.model.preferences import ClockStyle, hours, time_zone
from chatservice.model.values import Principal, ServerRole
from chatservice.settings.schema import Settings

ALWAYS = "00:00-00:00"
KEYWORD_MAX = 32  # characters
FARTHEST = 366 * 86_400.0  # seconds from now

# What they show of themselves.


@command(c.Profile, Right(), Charge(READ))
async def profile(chat: Chat, session: Session, request: c.Profile) -> ProfileIs:
    name = request.name.strip().removeprefix("@")
    who = await chat.directory.find_principal(name) if name else session.principal
    person = chat.presence.get(who.id)
    chosen = person.preferences if person is not None else await chat.storage.preferences.of(who.id)
    here = chat.presence.is_online(who.id)
    note, like = await _name_note(chat, who)
    return ProfileIs(
        name=who.name,
        name_note=note,
        name_like=like,
        avatar=f"/avatar/{quote(who.name, safe='')}",
        role=who.role.word,
        here=here,
        seen=None if here else who.left,
        full_name=chosen.full_name,
        pronouns=chosen.pronouns,
        about=chosen.about,
        zone=chosen.zone,
        metadata=dict(chosen.metadata),
        **chosen.state(chat.clock.now()),
    )


async def _name_note(chat: Chat, who: Principal) -> tuple[str, str]:
    """Why that name would not be given today, and which older account it looks like."""
    # The server names guests, and the operator those with a role.
    refuse = names.claimed if who.role is ServerRole.USER else names.person
    try:
        refuse(who.name)
    except BadName:
        return "invalid", ""
    except ReservedName:
        return "reserved", ""
    like = await chat.storage.principals.alike(who.name, who.id)
    return ("alike", like) if like else ("", "")


@command(c.Away, Right(), Charge(LINE))
async def away(chat: Chat, session: Session, request: c.Away) -> AwayIs:
    text, until = ("", None) if request.off else _ending(chat, session.person, request.text, request.end)
    changes = {"away": not request.off, "away_text": text, "away_until": until}
    await show_changed(chat, session, changes)
    return AwayIs(on=not request.off, text=text, until=until)


@command(c.SetStatus, Right(), Charge(LINE))
async def status(chat: Chat, session: Session, request: c.SetStatus) -> StatusIs:
    text, until = _ending(chat, session.person, request.text, request.end)
    until = until if text else None
    await show_changed(chat, session, {"status": text, "status_until": until})
    return StatusIs(text=text, until=until)


def _ending(chat: Chat, person: Person, text: str, end: str) -> tuple[str, float | None]:
    """The words, and when they end. A time alone is an end."""
    now, zone = chat.clock.now(), time_zone(person.preferences.zone)
    if not end and times.moment(text, now, zone) is not None:
        text, end = "", text
    if not end:
        return _words(chat.settings, text), None
    until = times.moment(end, now, zone)
    if until is None or not now < until <= now + FARTHEST:
        raise BadTime(end)
    before, _, last = text.rpartition(" ")
    return _words(chat.settings, before if last.lower() in ("until", "till", "for") else text), until


async def show_changed(chat: Chat, session: Session, changes: dict[str, object]) -> None:
    """Store what they show from now on, and tell who is in a room with them."""
    person = session.person
    await change_preferences(chat, person, changes, session)
    event = PersonChanged(name=person.name, **person.preferences.state(chat.clock.now()))
    companions = _companions(chat, person)
    for other in companions:
        other.tell(event, but=session)
    chat.presence.on_shown(event, companions)


def _companions(chat: Chat, person: Person) -> dict[Person, None]:
    """Who is in a room with them that is not large: in large ones each change would be told to thousands."""
    rooms = {room for device in person.sessions for room in _rooms(device)}
    small = [room for room in rooms if room.feed.size <= chat.settings.notice_room]
    people = (chat.presence.get(id_) for room in small for id_ in room.presence.sessions)
    return dict.fromkeys([person, *(other for other in people if other is not None)])


def _rooms(session: Session) -> list[Room]:
    return [subscription.room for subscription in session.subscriptions.values()]


async def set_picture(chat: Chat, session: Session, picture: bytes) -> None:
    """An empty one removes it."""
    await chat.storage.preferences.set_avatar(session.principal.id, picture)
    since = chat.clock.now() if picture else 0.0
    await change_preferences(chat, session.person, {"picture": since}, session)


# What they chose.


@command(c.SetPreference, Right(), Charge(LINE))
async def set_preference(chat: Chat, session: Session, request: c.SetPreference) -> PreferencesAre:
    person, name = session.person, request.name.strip().lower()
    if not name:
        return _preferences_are(person)
    if name not in SETTABLE:
        raise BadCommand(f"you can set {', '.join(SETTABLE)}")
    if request.value is None:
        raise BadCommand(f"type /set {name} VALUE, or /set {name} - to clear it")
    if name == "keywords" and person.principal.guest:
        raise NotAllowed("set", "those with an account")
    before = person.preferences.keywords
    value = SETTABLE[name](chat.settings, request.value.strip())
    await change_preferences(chat, person, {name: value}, session)
    chat.mentions.listen(person.principal.id, before, person.preferences.keywords)
    answer = msgspec.structs.replace(_preferences_are(person), changed=name)
    person.tell(answer, but=session)
    return answer


async def change_preferences(
    chat: Chat, person: Person, changes: dict[str, object], session: Session
) -> None:
    """Store them; who asks for what people show to programs is told, except that `session`."""
    before = shown(chat.files.links, person.name, person.preferences, chat.clock.now())
    person.preferences = await chat.storage.preferences.change(person.principal.id, changes)
    after = shown(chat.files.links, person.name, person.preferences, chat.clock.now())
    if before != after:
        chat.metadata.on_person(person, metadata.changed(before, after), session)
    for device in person.sessions:
        device.outlet.show_as(person.preferences.view)


def _preferences_are(person: Person) -> PreferencesAre:
    chosen = msgspec.structs.asdict(person.preferences)
    fields = {name: chosen[name] for name in SETTABLE}
    return PreferencesAre(**{**fields, "keywords": list(person.preferences.keywords)})


def _words(settings: Settings, value: str) -> str:
    words = looks.one_line(value)
    if len(words.encode()) > settings.max_profile:
        raise TextTooLong("text", settings.max_profile)
    return words


def _zone(settings: Settings, value: str) -> str:
    try:
        time_zone(value)
    except ValueError:
        raise BadCommand("a time zone is one of the IANA database, such as Europe/Madrid") from None
    return value


def _quiet(settings: Settings, value: str) -> str:
    if value.lower() in ("on", "always"):
        return ALWAYS
    try:
        return hours(value) if value not in ("", "off") else ""
    except ValueError:
        raise BadCommand("quiet hours are such as 22:00-07:00, or on") from None


def _keywords(settings: Settings, value: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(fold(word) for word in value.replace(",", " ").split()))
    if len(words) > settings.max_keywords:
        raise TooMany("keywords", settings.max_keywords)
    if not all(word.isalnum() and len(word) <= KEYWORD_MAX for word in words):
        raise BadCommand(f"a keyword is one word of letters and digits, {KEYWORD_MAX} at most")
    return words


def _switch(settings: Settings, value: str) -> bool:
    if value.lower() not in ("on", "off", ""):
        raise BadCommand("this is on or off")
    return value.lower() != "off"


def _clock(settings: Settings, value: str) -> ClockStyle:
    try:
        return ClockStyle(value.lower() or ClockStyle.OFF)
    except ValueError:
        raise BadCommand("time is off, short (14:02) or long (2026-11-27 14:02)") from None


def _numbers(settings: Settings, value: str) -> bool:
    return bool(value) and _switch(settings, value)


SETTABLE: dict[str, Callable[[Settings, str], object]] = {
    "full_name": _words,
    "pronouns": _words,
    "about": _words,
    "zone": _zone,
    "keywords": _keywords,
    "quiet": _quiet,
    "seen": _switch,
    "typing": _switch,
    "time": _clock,
    "joins": _switch,
    "numbers": _numbers,
}


# Typing.


@command(c.Typing, Right(), Charge(READ))
def typing(chat: Chat, session: Session, request: c.Typing) -> None:
    """Passed on only where it would be of use: otherwise nothing happens."""
    subscription = session.subscription_to(request.room)
    if subscription is None:
        raise NotInRoom(request.room)
    person, room, now = session.person, subscription.room, chat.clock.monotonic()
    is_wanted = chat.settings.typing and person.preferences.typing
    if not is_wanted or room.feed.size > chat.settings.notice_room or not _may_speak(chat, person, room):
        return
    if request.on and now - subscription.typed < chat.settings.typing_every:
        return
    subscription.typed = now if request.on else float("-inf")
    event = TypingNow(room=room.label, rid=room.rid, who=person.name, on=request.on)
    chat.hub.pass_on(room, event, session.outlet, person.principal.id)


def _may_speak(chat: Chat, person: Person, room: Room) -> bool:
    try:
        chat.rights.refuse_silent(person.principal, room)
    except Fault:
        return False
    return True
