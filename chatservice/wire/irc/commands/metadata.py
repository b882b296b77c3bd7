"""METADATA: keys and values of people and rooms, and subscriptions to them (draft/metadata-3)."""

from collections.abc import Callable

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, MetadataAre
from chatservice.model.metadata import is_key
from chatservice.model.names import fold
from chatservice.wire.fault_text import sentence
from chatservice.wire.irc.caps import METADATA
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands.metadata_sync import (
    EVERYTHING,
    LATER,
    SUBSCRIPTIONS_MAX,
    KeyValues,
    batch,
    followed,
    knows,
    numeric_line,
    of_names,
    sync_all,
    value_line,
)
from chatservice.wire.irc.message import IrcMessage, body
from chatservice.wire.irc.names import channel, nick, person
from chatservice.wire.irc.names import room as room_of
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.states import IrcStage

EARLY_MAX = 20  # keys that are set before they are in
_LISTED = 20  # keys in one numeric


@irc_command("METADATA", early=True)
def metadata(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    target, what, rest = message.param(0), message.param(1).upper(), message.params[2:]
    if what in ("GET", "SUB", "UNSUB"):
        rest = tuple(" ".join(rest).split())  # a message has few parameters
    if client.stage is not IrcStage.IN and not knows(client):
        reply.say(Numeric.NOTREGISTERED)
        return
    act = _ACTS.get(what)
    if act is None:
        reply.fail("INVALID_PARAMS", (what if what.isalpha() else "*",), "No such subcommand")
    elif not rest and what in _WITH_KEYS:
        reply.fail("INVALID_PARAMS", (what,), "Not enough parameters")
    elif client.stage is not IrcStage.IN and target != "*":
        reply.fail("INVALID_TARGET", (target,), "Only * before you are in")
    else:
        act(client, reply, target, rest)


def _refuse(reply: IrcReply, fault: Fault, what: str, target: str, key: str) -> None:
    if isinstance(fault, errors.TextTooLong):
        reply.fail("INVALID_VALUE", (key,), sentence(fault))
    elif isinstance(fault, errors.TooMany):
        reply.fail("LIMIT_REACHED", (what, target, str(fault.limit)), sentence(fault))
    elif isinstance(fault, errors.NotAllowed):
        reply.fail("KEY_NO_PERMISSION", (target, key), sentence(fault))
    elif isinstance(fault, errors.SlowDown):
        reply.fail("RATE_LIMITED", (target, key, LATER), sentence(fault))
    else:
        reply.fail("INVALID_TARGET", (target,), sentence(fault))


# Whose they are.


def _is_own(client: IrcClient, target: str) -> bool:
    return target == "*" or fold(person(target) or "") == fold(client.door.name)


def _request(client: IrcClient, target: str) -> c.Metadata | None:
    """The question for what `target` shows; None if it is nothing that could show any."""
    label = room_of(target)
    if label is not None:
        return c.Metadata(room=label)
    name = "" if _is_own(client, target) else person(target)
    return None if name is None else c.Metadata(name=name)


def _read(
    client: IrcClient, reply: IrcReply, what: str, target: str, then: Callable[[str, KeyValues], None]
) -> None:
    """Find what `target` shows, and how it is called."""
    if client.stage is not IrcStage.IN:
        then("*", client.early_metadata)
        return
    request = _request(client, target)

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, MetadataAre):
            then(channel(answer.room) if answer.room else nick(answer.name), answer.values)
        elif isinstance(answer, Fault):
            _refuse(reply, answer, what, target, "*")

    if request is None:
        reply.fail("INVALID_TARGET", (target,), "Nobody has that name")
    else:
        reply.ask(request, answered)


# What is asked for.


def _get(client: IrcClient, reply: IrcReply, target: str, keys: tuple[str, ...]) -> None:
    def then(shown: str, values: KeyValues) -> None:
        reply.send(batch(client, "metadata", shown, [_found(client, shown, key, values) for key in keys]))

    _read(client, reply, "GET", target, then)


def _found(client: IrcClient, target: str, key: str, values: KeyValues) -> bytes:
    if not is_key(key.lower()):
        return body(client.view.server, "WARN", "METADATA", "INVALID_KEY", key, "Invalid key")
    return value_line(client, target, key.lower(), values.get(key.lower(), ""))


def _list(client: IrcClient, reply: IrcReply, target: str, keys: tuple[str, ...]) -> None:
    def then(shown: str, values: KeyValues) -> None:
        lines = [value_line(client, shown, key, value) for key, value in values.items()]
        reply.send(batch(client, "metadata", shown, lines))

    _read(client, reply, "LIST", target, then)


# What is changed.


def _set(client: IrcClient, reply: IrcReply, target: str, words: tuple[str, ...]) -> None:
    key, value = words[0].lower(), words[1] if len(words) > 1 else ""
    if not is_key(key):
        reply.fail("INVALID_KEY", (words[0],), "Invalid key")
    elif client.stage is not IrcStage.IN:
        _set_early(client, reply, key, value)
    else:
        _change(client, reply, "SET", target, key, value, lambda shown: _value_of(client, reply, shown, key))


def _value_of(client: IrcClient, reply: IrcReply, answer: MetadataAre, key: str) -> None:
    shown = channel(answer.room) if answer.room else nick(answer.name)
    reply.send(value_line(client, shown, key, answer.values.get(key, "")))


def _set_early(client: IrcClient, reply: IrcReply, key: str, value: str) -> None:
    if key not in client.early_metadata and len(client.early_metadata) >= EARLY_MAX:
        reply.fail("LIMIT_REACHED", ("SET", "*", str(EARLY_MAX)), "Too many keys")
        return
    client.early_metadata[key] = value
    reply.send(value_line(client, "*", key, value))


def _change(
    client: IrcClient,
    reply: IrcReply,
    what: str,
    target: str,
    key: str,
    value: str,
    then: Callable[[MetadataAre], None],
) -> None:
    """Set a key (``*`` with an empty value: clear all) of themselves or of a room."""
    label = room_of(target)

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, MetadataAre):
            then(answer)
        elif isinstance(answer, Fault):
            _refuse(reply, answer, what, target, key)

    if label is not None or _is_own(client, target):
        reply.ask(c.Metadata(room=label or "", key=key, value=value), answered)
    elif client.view.present_name(person(target) or ""):
        reply.fail("KEY_NO_PERMISSION", (target, key), "Everyone sets their own")
    else:
        reply.fail("INVALID_TARGET", (target,), "Nobody of that name is here")


def _clear(client: IrcClient, reply: IrcReply, target: str, words: tuple[str, ...]) -> None:
    before: list[str] = []

    def cleared(answer: MetadataAre) -> None:
        shown = channel(answer.room) if answer.room else nick(answer.name)
        reply.send(batch(client, "metadata", shown, [value_line(client, shown, key, "") for key in before]))

    if client.stage is not IrcStage.IN:
        client.early_metadata.clear()
        reply.send(batch(client, "metadata", "*", []))
    elif room_of(target) is not None or _is_own(client, target):
        request = _request(client, target) or c.Metadata()
        reply.ask(request, lambda old: before.extend(old.values if isinstance(old, MetadataAre) else ()))
        _change(client, reply, "CLEAR", target, "*", "", cleared)
    else:
        _change(client, reply, "CLEAR", target, "*", "", cleared)


# What is followed.


def _subscribe(client: IrcClient, reply: IrcReply, target: str, keys: tuple[str, ...]) -> None:
    followed, refused = [], b""
    for key in keys:
        if not is_key(key.lower()):
            refused += body(client.view.server, "WARN", "METADATA", "INVALID_KEY", key, "Invalid key")
        elif key.lower() not in client.subscribed and len(client.subscribed) >= SUBSCRIPTIONS_MAX:
            words = ("LIMIT_REACHED", "SUB", key, str(SUBSCRIPTIONS_MAX), "Too many subscriptions")
            refused += body(client.view.server, "FAIL", "METADATA", *words)
            break
        else:
            client.subscribed[key.lower()] = None
            followed.append(key.lower())
    _list_keys(reply, Numeric.METADATASUBOK, followed)
    if refused:
        reply.send(refused)
    if followed and client.stage is IrcStage.IN:
        if METADATA in client.caps:
            reply.say(Numeric.METADATASYNCLATER, EVERYTHING, "0")
        else:
            sync_all(client, reply)


def _unsubscribe(client: IrcClient, reply: IrcReply, target: str, keys: tuple[str, ...]) -> None:
    for key in keys:
        client.subscribed.pop(key.lower(), None)
    _list_keys(reply, Numeric.METADATAUNSUBOK, [key.lower() for key in keys if is_key(key.lower())])
    for key in keys:
        if not is_key(key.lower()):
            reply.send(body(client.view.server, "WARN", "METADATA", "INVALID_KEY", key, "Invalid key"))


def _list_keys(reply: IrcReply, numeric: Numeric, keys: list[str]) -> None:
    for place in range(0, len(keys), _LISTED):
        reply.say(numeric, *keys[place : place + _LISTED])


def _subscriptions(client: IrcClient, reply: IrcReply, target: str, keys: tuple[str, ...]) -> None:
    subscribed = list(client.subscribed)
    parts = [subscribed[place : place + _LISTED] for place in range(0, len(subscribed), _LISTED)]
    lines = [numeric_line(client, Numeric.METADATASUBS, *part) for part in parts]
    reply.send(batch(client, "metadata-subs", "", lines))


def _own_only(act: "Subcommand") -> "Subcommand":
    """Subscriptions are one's own."""

    def checked(client: IrcClient, reply: IrcReply, target: str, keys: tuple[str, ...]) -> None:
        if _is_own(client, target):
            act(client, reply, target, keys)
        else:
            reply.fail("INVALID_TARGET", (target,), "Subscriptions are your own")

    return checked


# The whole of what is followed.


def _sync(client: IrcClient, reply: IrcReply, target: str, words: tuple[str, ...]) -> None:
    if target == EVERYTHING:
        sync_all(client, reply)
        return
    label = room_of(target)

    def then(shown: str, values: KeyValues) -> None:
        names = [name for name, _ in client.view.members(label)] if label is not None else []
        lines = followed(client, shown, values) + of_names(client, names)
        reply.send(batch(client, "metadata", shown, lines))

    _read(client, reply, "SYNC", target, then)


# What nobody asked for.


def begin(client: IrcClient, reply: IrcReply) -> None:
    """They are in: what they set before is theirs, and all of it is shown to them."""
    for key, value in client.early_metadata.items():
        _change(client, reply, "SET", "*", key, value, lambda answer: None)
    client.early_metadata.clear()
    if knows(client):
        _list(client, reply, "*", ())


Subcommand = Callable[[IrcClient, IrcReply, str, tuple[str, ...]], None]
_WITH_KEYS = ("GET", "SET", "SUB", "UNSUB")
_ACTS: dict[str, Subcommand] = {
    "GET": _get,
    "LIST": _list,
    "SET": _set,
    "CLEAR": _clear,
    "SUB": _own_only(_subscribe),
    "UNSUB": _own_only(_unsubscribe),
    "SUBS": _own_only(_subscriptions),
    "SYNC": _sync,
}
