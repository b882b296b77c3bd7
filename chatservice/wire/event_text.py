"""Events as English sentences for people.

The text, pipe and prompt dialects prefix these lines differently; the words are the same.
All text from users is made harmless, and none of it can begin a line.
"""

from collections.abc import Callable, Sequence
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire import document_words, mark_words, run_words, sanitize
from chatservice.wire.fault_text import because, until
from chatservice.wire.sanitize import line, minute

UNREAD_SHOWN = 10  # rooms


def notices(event: Event) -> list[str]:
    """Harmless lines that describe `event`; empty when there is nothing to say."""
    text = _NOTICES.get(type(event))
    if text is not None:
        return text(event)
    facts = {name: _fact(getattr(event, name)) for name in event.__struct_fields__}
    return [event.says.format_map(facts)] if event.says else []


def _fact(value: object) -> object:
    """A field as it stands in a sentence; a float is a time in seconds since 1970, None is now."""
    if isinstance(value, str):
        return line(value)
    return "now" if value is None else f"{minute(value)} UTC" if isinstance(value, float) else value


def names(who: Sequence[str], more: int = 0) -> str:
    """`alice`, `alice and bob`, `alice, bob and 3 more`."""
    words = [line(name) for name in who]
    if more > 0:
        words.append(f"{more:,} more")
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def counted(event: events.Came | events.Went) -> list[str]:
    """One entry per person, for dialects that list each; those unnamed are one entry."""
    more = [f"{event.more:,} more"] if event.more > 0 else []
    return [*map(line, event.who), *more]


def _listed(who: Sequence[str], here: int) -> str:
    """`alice, bob, carol.`, with a count of those not named."""
    more = here - len(who)
    return f"{names(who, more) if more > 0 else ', '.join(map(line, who))}."


def _hello(event: events.Hello) -> list[str]:
    motd = sanitize.lines(event.motd) if event.motd else []
    hint = "Type your name to come in. /help shows what else you can type, /quit leaves."
    return [f"{line(event.server)} {line(event.version)}", *motd, hint]


def _welcome(event: events.Welcome) -> list[str]:
    groups = [room.room for room in event.rooms if room.kind == "group"]
    lines = [f"Welcome back, {line(event.name)}." if event.resumed else f"Welcome, {line(event.name)}."]
    if groups:
        lines.append(f"Your groups: {', '.join(map(line, groups))}.")
    unread = [f"{room.unread:,} in {line(room.room)}" for room in event.rooms if room.unread]
    if unread:
        lines.append(f"Unread: {names(unread[:UNREAD_SHOWN], len(unread) - UNREAD_SHOWN)}. /missed shows it.")
    return lines


def _joined(event: events.Joined) -> list[str]:
    lines = [f"You are in {line(event.room)} ({event.here:,} here)."]
    if event.members:
        lines.append(f"Here: {_listed(event.members, event.here)}")
    return [*lines, f"Topic: {line(event.topic)}"] if event.topic else lines


def _left(event: events.Left) -> list[str]:
    where = f"You are in {line(event.current)}." if event.current else "/join ROOM enters another one."
    return [f"You left {line(event.room)}. {where}"]


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


def _role_set(event: events.RoleSet) -> list[str]:
    if event.role == "muted":
        return [f"{line(event.sender)} muted {line(event.who)} in {line(event.room)}."]
    if event.who == event.sender:
        return [f"{line(event.who)} is {line(event.role)} of {line(event.room)} now."]
    return [f"{line(event.sender)} made {line(event.who)} {line(event.role)} of {line(event.room)}."]


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
    return [f"{line(event.sender)} decided: {what}." for what in changes]


ENTRY = {
    "open": "anyone may enter {room} now",
    "invite": "{room} is by invitation now",
    "password": "{room} has a new password now",
}


def _mode_is(event: events.ModeIs) -> list[str]:
    entry = {"open": "anyone", "invite": "invited people", "password": "anyone with the password"}
    speak = "its moderators" if event.readonly else "everyone in it"
    slow = f", one line every {event.slow:g} s" if event.slow else ""
    return [f"{line(event.room)}: {entry.get(event.entry, '?')} may enter, {speak} may speak{slow}."]


def _role_is(event: events.RoleIs) -> list[str]:
    where = "on this server" if event.room == "*" else f"in {line(event.room)}"
    return [f"{line(event.name)} is {line(event.role)} {where} now."]


def _tokens(event: events.TokenList) -> list[str]:
    return ["Your tokens, /revoke ID revokes one:", *map(_token, event.tokens)]


def _token(token: events.TokenInfo) -> str:
    used = f", used {minute(token.used)}" if token.used is not None else ""
    label = f" {line(token.label)}" if token.label else ""
    return f"{line(token.id)}{label}, created {minute(token.made)}{used}"


def _moderated(event: events.Moderated) -> list[str]:
    """Without an end when the sanction is permanent."""
    by, who, where = line(event.by), line(event.who), "" if event.room == "*" else line(event.room)
    end = f"{until(event.until)}{because(line(event.reason))}."
    if event.action in ("muted", "unmuted"):
        where = f" in {where}" if where else " everywhere"
        what = f"{by} {event.action} {who}{where}"
    else:
        what = f"{by} {line(event.action)} {who}{f' from {where}' if where else ''}"
    return [what + end]


def _sanctions(event: events.SanctionList) -> list[str]:
    where = "on this server" if event.room == "*" else f"in {line(event.room)}"
    if not event.sanctions:
        return [f"Nobody is banned or muted {where}."]
    more = [f"And {event.more:,} older ones: /bans {line(event.room)} NAME finds one."] if event.more else []
    return [f"Banned and muted {where}:", *map(_sanction, event.sanctions), *more]


def _sanction(sanction: events.SanctionInfo) -> str:
    target = ", ".join(map(line, filter(None, (sanction.name, sanction.network))))
    measure = {"ban": "banned", "mute": "muted"}.get(sanction.measure, line(sanction.measure))
    return f"{target} {measure}{until(sanction.until)} by {line(sanction.by)}{because(line(sanction.reason))}"


def _report(report: events.ReportInfo) -> str:
    where = f"#{report.seq} of {line(report.sender)} in {line(report.room)}"
    return f"{report.id} by {line(report.by)}{because(line(report.reason))}; {where}: {line(report.text)}"


def _audit(event: events.AuditPage) -> list[str]:
    more = [f"Older ones: /audit before {event.next}"] if event.next is not None else []
    return [*map(_deed, event.deeds), *more] if event.deeds else ["The audit log is empty."]


def _deed(entry: events.DeedInfo) -> str:
    where = f" in {line(entry.room)}" if entry.room not in ("", "*") else ""
    target = f" {line(entry.target)}" if entry.target else ""
    detail = f" ({line(entry.detail)})" if entry.detail else ""
    return f"{minute(entry.ts)} {line(entry.actor)}: {line(entry.action)}{target}{where}{detail}"


def _lockdown(event: events.LockdownIs) -> list[str]:
    by = f" {line(event.by)} decided." if event.by else ""
    if event.on:
        return [f"Lockdown: no new guests, no new accounts, and everyone is slower.{by}"]
    return [f"No lockdown: new users are admitted.{by}"]


def _bot(event: events.BotIs) -> list[str]:
    name = line(event.name)
    if event.deleted:
        return [f"{name} is deleted, and its name is free."]
    if not event.token:
        return [f"{name} has no token now and cannot log in. /bot {name} gives it a new one."]
    return [f"{name} logs in with /login {line(event.token)}", "This is shown once: keep it like a password."]


def _bots(event: events.BotList) -> list[str]:
    if event.name:
        bots = [
            f"{line(bot.name)}, bot of {line(bot.owner)}, created {minute(bot.made)}" for bot in event.bots
        ]
        return bots or [f"{line(event.name)} is not a bot and has no bots."]
    if not event.bots:
        return ["You have no bots. /bot NAME creates one."]
    return ["Your bots:", *(f"{line(bot.name)}, created {minute(bot.made)}" for bot in event.bots)]


def _webhook(event: events.WebhookIs) -> list[str]:
    room = line(event.room)
    return [
        f"Posts to {line(event.path)} on the HTTP port appear in {room}, by {line(event.name)}.",
        f"Anyone who knows that address can post. /unhook {line(event.id)} {room} revokes it.",
    ]


def _webhooks(event: events.WebhookList) -> list[str]:
    if not event.webhooks:
        return [f"{line(event.room)} has no webhooks. /webhook NAME creates one."]
    return [f"Webhooks of {line(event.room)}, /unhook ID removes one:", *map(_hook, event.webhooks)]


def _hook(hook: events.WebhookInfo) -> str:
    used = f", used {minute(hook.used)}" if hook.used is not None else ""
    return f"{line(hook.id)} {line(hook.name)}, created {minute(hook.made)} by {line(hook.by)}{used}"


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


def _topic_is(event: events.TopicIs) -> list[str]:
    if not event.text:
        return [f"{line(event.room)} has no topic."]
    return [f"Topic of {line(event.room)}: {line(event.text)}"]


def _people(event: events.People) -> list[str]:
    where = "Everyone" if event.room == "*" else line(event.room)
    owners = event.bots
    who = [f"{name} (bot of {owners[name]})" if name in owners else name for name in event.members]
    people = f": {_listed(who, event.here)}" if who else "."
    return [f"{where} ({event.here:,} here){people}"]


def _rooms(event: events.RoomList) -> list[str]:
    if event.ended:
        return _ended(event)
    if not event.rooms:
        return ["There are no matching rooms. /join ROOM creates one."]
    hint = "/rooms all shows them, /rooms WORD those with it in their name."
    more = [f"And {event.more:,} more: {hint}"] if event.more else []
    return ["Rooms, /join ROOM enters one:", *map(_room, event.rooms), *more]


def _ended(event: events.RoomList) -> list[str]:
    if not event.rooms:
        return ["There are no ended conversations."]
    rooms = [f"{line(room.room)} (ended): {line(room.rid)}" for room in event.rooms]
    return ["Ended conversations, /history in:ID shows one:", *rooms]


def _room(room: events.RoomInfo) -> str:
    kind = "" if room.kind == "public" else f", {line(room.kind)}"
    kind += {"invite": ", by invitation", "password": ", with a password"}.get(room.entry, "")
    mine = ", you are in it" if room.joined else ""
    topic = f": {line(room.topic)}" if room.topic else ""
    return f"{line(room.room)} ({room.here:,} here{kind}{mine}){topic}"


UNITS = ("kB", "MB", "GB", "TB")


def sized(size: int) -> str:
    """`812 bytes`, `1.2 MB`: in thousands, as disks and curl count."""
    if size < 1000:
        return f"{size} byte" if size == 1 else f"{size} bytes"
    value = float(size)
    for unit in UNITS:
        value /= 1000
        if value < 999.95 or unit == UNITS[-1]:
            return f"{value:.1f} {unit}"
    raise AssertionError("the last unit takes all")


def _file(event: events.FileShared | events.FileInfo) -> str:
    return f"{line(event.name)} ({sized(event.size)}) {line(event.url)}"


def _files(event: events.FileList) -> list[str]:
    if not event.files:
        return ["There are no files."]
    files = [f"{line(file.sender)} in {line(file.room)}: {_file(file)}" for file in event.files]
    more = [f"Older ones: the same /files with before:{event.next}"] if event.next is not None else []
    return [*files, *more]


def _link(event: events.LinkIs) -> list[str]:
    return [
        f"{line(event.name)} until {minute(event.until)} UTC, for anyone with this link: {line(event.url)}"
    ]


def _bye(event: events.Bye) -> list[str]:
    back = "When you are back, /history shows what was said; with your token, /missed does."
    return [line(event.text), back] if event.resume and event.code != "superseded" else [line(event.text)]


_NOTICES: dict[type[Event], Callable[[Any], list[str]]] = {
    events.Hello: _hello,
    events.Welcome: _welcome,
    events.Joined: _joined,
    events.Left: _left,
    events.RoomDeleted: _room_deleted,
    events.Announced: lambda e: [f"Announced to {e.people:,} {'person' if e.people == 1 else 'people'}."],
    events.Came: _came,
    events.Went: _went,
    events.Removed: _removed,
    events.TopicSet: _topic_set,
    events.FileShared: lambda e: [f"{line(e.sender)} shared {_file(e)}"],
    events.FileList: _files,
    events.LinkIs: _link,
    events.TopicIs: _topic_is,
    events.People: _people,
    events.RoomList: _rooms,
    events.Bye: _bye,
    events.Added: lambda e: [
        f"{line(e.sender)} made the group {line(e.room)}."
        if e.who == e.sender
        else f"{line(e.sender)} added {line(e.who)} to {line(e.room)}."
    ],
    events.Announcement: lambda e: [f"Announcement: {piece}" for piece in sanitize.lines(e.text)],
    events.Invited: _invited,
    events.Asked: lambda e: [f"{names(e.who)}: invited into {line(e.room)}, a member after joining it."],
    events.RoleSet: _role_set,
    events.ModeSet: _mode_set,
    events.ModeIs: _mode_is,
    events.RoleIs: _role_is,
    events.TokenList: _tokens,
    events.RunStarted: run_words.started,
    events.RunPrinted: run_words.printed,
    events.RunTyped: run_words.typed,
    events.RunPlace: run_words.waits,
    events.RunIs: run_words.waits,
    events.RunEnded: run_words.ended,
    events.RunOutput: run_words.output,
    events.DoctorIs: run_words.doctor,
    events.DocumentMade: document_words.made,
    events.DocumentClosed: lambda e: [f"{line(e.sender)} closed the code document {line(e.title)}."],
    events.DocumentRenamed: lambda e: [f"{line(e.sender)} renamed a code document: {line(e.room)}"],
    events.DocumentEntered: lambda e: [f"{line(e.sender)} opened {line(e.room)}."],
    events.DocumentLeft: lambda e: [f"{line(e.sender)} left {line(e.room)}."],
    events.DocumentChanged: document_words.changed,
    events.DocumentList: document_words.listed,
    events.DocumentIs: document_words.opened,
    events.DocumentText: document_words.text,
    events.DocumentInvited: document_words.invited,
    events.DocumentRoleSet: document_words.granted,
    events.DocumentGranted: document_words.own_role,
    events.DocumentRoles: document_words.roles,
    events.EditSaved: lambda e: [f"{line(e.room)} is version {e.version} now."],
    events.DocumentDone: document_words.done,
    events.ReactionSet: mark_words.reaction,
    events.MarksChanged: mark_words.marks,
    events.ReactionList: mark_words.reacted,
    events.BotIs: _bot,
    events.BotList: _bots,
    events.WebhookIs: _webhook,
    events.WebhookList: _webhooks,
    events.Registered: lambda e: [
        f"The name {line(e.name)} is yours now.",
        f"From anywhere: /login {line(e.name)} PASSWORD",
    ],
    events.Moderated: _moderated,
    events.Reported: lambda e: [
        f"Report {_report(e.report)}",
        f"/resolve {e.report.id} closes it.",
    ],
    events.ReportList: lambda e: (
        ["Reports, /resolve ID closes one:", *map(_report, e.reports)]
        if e.reports
        else ["There are no open reports."]
    ),
    events.ReportIs: lambda e: [
        f"Report {e.id} is resolved." if e.resolved else "The moderators will see it. Thank you."
    ],
    events.IgnoredAre: lambda e: [f"You ignore {names(e.who)}." if e.who else "You ignore no one."],
    events.SanctionList: _sanctions,
    events.LockdownIs: _lockdown,
    events.AuditPage: _audit,
    events.InvitationIs: lambda e: [
        f"Valid once, until {minute(e.expires)}: /register NAME PASSWORD {line(e.token)}"
    ],
    events.MotdIs: lambda e: sanitize.lines(e.text) if e.text else ["There is no message of the day."],
    events.TokenIs: lambda e: [f"To come back as yourself: /login {line(e.token)}"],
    # The pages mark literal words with backticks.
    events.HelpIs: lambda e: [
        f"{line(usage)}  {line(about).replace('`', '')}" for usage, about in e.commands
    ],
}
