"""Metadata as it is written, and what comes to clients that follow keys of it: all of a room when they
enter it, changes of people and rooms that they see.

Clients that know only draft/metadata-2 are told by METADATA messages instead of numerics.
"""

from collections.abc import Iterable, Mapping

from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, MetadataAre
from chatservice.model.metadata import KEY_BYTES
from chatservice.wire.irc.caps import METADATA, METADATA_2
from chatservice.wire.irc.client import IrcClient, IrcReply
from chatservice.wire.irc.message import body, tagged
from chatservice.wire.irc.names import channel, nick, person
from chatservice.wire.irc.numerics import Numeric

SUBSCRIPTIONS_MAX = 50
AT_ONCE = 100  # people in a room whose metadata comes with it; of more, the client asks later
LATER = "4"  # seconds after which it may ask
SYNC_LINES = 2000  # in one answer
EVERYTHING = "*ALL"

KeyValues = Mapping[str, str]


def limits(keys: int, value_bytes: int) -> str:
    """The value of the capability."""
    return (
        f"before-connect,max-subs={SUBSCRIPTIONS_MAX},max-keys={keys},"
        f"max-key-bytes={KEY_BYTES},max-value-bytes={value_bytes}"
    )


def knows(client: IrcClient) -> bool:
    return METADATA in client.caps or METADATA_2 in client.caps


# How it is written.


def numeric_line(client: IrcClient, numeric: Numeric, *params: str) -> bytes:
    words = (*params, numeric.text) if numeric.text else params
    return body(client.view.server, numeric.code, client.nick, *words)


def value_line(client: IrcClient, target: str, key: str, value: str) -> bytes:
    """That a key has that value, or (empty) none."""
    if value:
        return numeric_line(client, Numeric.KEYVALUE, target, key, "*", value)
    return numeric_line(client, Numeric.KEYNOTSET, target, key)


def _notice(client: IrcClient, target: str, key: str, value: str) -> bytes:
    """The same, to a client that follows the key."""
    if METADATA in client.caps:
        return value_line(client, target, key, value)
    return body(client.view.server, "METADATA", target, key, "*", *([value] if value else []))


def batch(client: IrcClient, kind: str, target: str, lines: Iterable[bytes]) -> bytes:
    if "batch" not in client.caps:
        return b"".join(lines)
    batch, server = client.batch_id(), client.view.server
    tag = f"batch={batch}"
    inside = b"".join(tagged(tag, line) for line in lines)
    start = body(server, "BATCH", f"+{batch}", kind, *([target] if target else []))
    return start + inside + body(server, "BATCH", f"-{batch}")


# The whole of what is followed.


def followed(client: IrcClient, target: str, values: KeyValues) -> list[bytes]:
    return [_notice(client, target, key, value) for key, value in values.items() if key in client.subscribed]


def of_names(client: IrcClient, names: Iterable[str]) -> list[bytes]:
    lines: list[bytes] = []
    for name in names:
        lines += followed(client, nick(name), client.view.metadata(name))
        if len(lines) >= SYNC_LINES:
            break
    return lines[:SYNC_LINES]


def sync_all(client: IrcClient, reply: IrcReply) -> None:
    """Of all their rooms, who is in them, and whom they watch."""
    lines: list[bytes] = []
    names = dict.fromkeys(client.view.present_name(person(word) or "") for word in client.monitored.values())
    for label in client.view.rooms():
        names |= dict.fromkeys(name for name, _ in client.view.members(label))

        def of_room(answer: Event | Fault | None) -> None:
            if isinstance(answer, MetadataAre):
                lines.extend(followed(client, channel(answer.room), answer.values))

        reply.ask(c.Metadata(room=label), of_room)

    def done(_: Event | Fault | None) -> None:
        people = of_names(client, filter(None, names))
        reply.send(batch(client, "metadata", EVERYTHING, lines + people))

    reply.ask(c.Ping(), done)


# What nobody asked for.


def entered(client: IrcClient, reply: IrcReply, label: str) -> None:
    """They are in a room: what they follow of it and of those who are there."""
    if client.subscribed:
        reply.ask(c.Metadata(room=label), lambda answer: _show_entered(client, reply, answer))


def _show_entered(client: IrcClient, reply: IrcReply, answer: Event | Fault | None) -> None:
    if not isinstance(answer, MetadataAre):
        return
    target = channel(answer.room)
    names = [name for name, _ in client.view.members(answer.room)]
    if len(names) > AT_ONCE:
        reply.say(Numeric.METADATASYNCLATER, target, LATER)
        return
    lines = followed(client, target, answer.values) + of_names(client, names)
    reply.send(batch(client, "metadata", target, lines))


def of_people(client: IrcClient, names: Iterable[str]) -> bytes:
    """What they follow of people who have become visible to them; empty for clients that follow nothing."""
    if not client.subscribed:
        return b""
    batches = ((nick(name), of_names(client, [name])) for name in names)
    return b"".join(batch(client, "metadata", target, lines) for target, lines in batches if lines)


def changes(client: IrcClient, target: str, values: KeyValues) -> bytes:
    """What has changed of `target`, as far as they follow it; empty values are gone."""
    return b"".join(followed(client, target, values))
