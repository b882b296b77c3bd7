"""The pipe dialect: verbs and fields separated by ``|``, as an older client speaks it.

Incoming, a line is split by the arity of its verb, so that a ``|`` stays in the text.
Outgoing, the words are exactly those that the client looks for; anything else is a line that
begins with ``SERVER: ``. That name is reserved, and no name contains a blank or a ``|``, so
a user cannot forge a line of the server's. JSON is sent in ASCII, so that nothing in it can
reach a terminal.

Names come from a dialog that accepts ``Ana Maria``: the words are joined by ``_``.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from chatservice.errors import BadCommand, UnknownCommand
from chatservice.model.commands import Command, DeleteFile, Files, Group, History, Msg, Rooms, Say, Who
from chatservice.model.events import (
    Ack,
    Came,
    Error,
    Event,
    FileList,
    FileShared,
    Hello,
    HistoryPage,
    Invited,
    Joined,
    Message,
    MissedPage,
    People,
    RoomInfo,
    RoomList,
    RunEnded,
    RunPlace,
    RunPrinted,
    RunTyped,
    Welcome,
    Went,
)
from chatservice.model.names import is_lobby, underscored
from chatservice.wire import sanitize, slash_commands
from chatservice.wire.event_text import notices
from chatservice.wire.legacy import pipe_code
from chatservice.wire.legacy.pipe_facts import (
    DELETED,
    LOBBY,
    delete_answer,
    file_list,
    file_shared,
    fitted,
    history,
)
from chatservice.wire.line_heads import other
from chatservice.wire.line_words import relations
from chatservice.wire.phrases import counted
from chatservice.wire.sanitize import line, prefixed

FILES_SHOWN = 500  # the client requests everything at once

# Incoming.


def _history(kind: str, target: str = "") -> Command:
    target = underscored(target)
    if kind == "BROADCAST":
        return History(room=LOBBY)
    if kind in ("PERSONAL", "GROUP") and target:
        return History(room=f"@{target}" if kind == "PERSONAL" else target)
    raise BadCommand("send GET_MESSAGES|BROADCAST, GET_MESSAGES|PERSONAL|NAME or GET_MESSAGES|GROUP|NAME")


def _group(name: str, members: str = "") -> Command:
    people = [who for who in map(underscored, members.split(",")) if who]
    return Group(name=underscored(name), members=people, skip_unknown=True)


def _typed(text: str) -> Command:
    """Any other command that people can type, with or without its slash."""
    return slash_commands.parse("/" + text.strip().removeprefix("/"))[0]


def _delete_file(file: str) -> Command:
    file = file.strip()
    return DeleteFile(file=file.partition("/")[0], ref=DELETED + file)


# Verb: minimum fields, maximum fields, how to make the command, usage.
VERBS: dict[str, tuple[int, int, Callable[..., Command], str]] = {
    "BROADCAST": (1, 1, lambda text: Say(room=LOBBY, text=text), "BROADCAST|TEXT"),
    "PERSONAL": (2, 2, lambda who, text: Msg(to=underscored(who), text=text), "PERSONAL|NAME|TEXT"),
    "GROUP": (2, 2, lambda name, text: Say(room=underscored(name), text=text), "GROUP|NAME|TEXT"),
    "CREATE_GROUP": (1, 2, _group, "CREATE_GROUP|NAME|PERSON,PERSON"),
    "LIST_CLIENTS": (0, 0, lambda: Who(room="*"), "LIST_CLIENTS"),
    "LIST_GROUPS": (0, 0, Rooms, "LIST_GROUPS"),
    "GET_MESSAGES": (1, 2, _history, "GET_MESSAGES|TYPE|TARGET"),
    "COMMAND": (1, 1, _typed, "COMMAND|/help"),
    "LIST_FILES": (0, 0, lambda: Files(limit=FILES_SHOWN), "LIST_FILES"),
    "DELETE_FILE": (1, 1, _delete_file, "DELETE_FILE|ID"),
}


def is_verb(text: str) -> bool:
    """Whether a line begins with a verb of this dialect, alone or before a ``|``."""
    verb = text.partition("|")[0].rstrip()
    return verb in VERBS or verb in pipe_code.VERBS


def parse(text: str) -> list[Command]:
    """The command in one line; none in a blank one. Raises UnknownCommand or BadCommand."""
    if not text or text.isspace():
        return []
    verb, bar, rest = text.partition("|")
    verb = verb.rstrip()
    if verb in pipe_code.VERBS:
        make_code, usage = pipe_code.VERBS[verb]
        if not rest.strip():
            raise BadCommand(f"send {usage}")
        return make_code(rest)
    if verb not in VERBS:
        raise UnknownCommand(verb)
    minimum, maximum, make, usage = VERBS[verb]
    fields = rest.split("|", maximum - 1) if bar and maximum else []
    if len(fields) < minimum or not all(field.strip() for field in fields[:minimum]):
        raise BadCommand(f"send {usage}")
    return [make(*fields)]


# Outgoing.


class PipeCodec:
    """`exact`: from the first byte, with the login words; otherwise after a switch, without them.
    `read` is how many bytes the client takes as one message, 0 when it reads lines."""

    name = "pipe"
    echo = True
    acks = False
    by_viewer = True
    joins = True
    lists = True
    encode_all = None
    patient = False

    def __init__(self, exact: bool, read: int = 0) -> None:
        self.exact = exact
        self.read = read
        self._name_refused = NAME_REFUSED if exact else frozenset()
        if exact and read:  # it shows only these words from its first read
            self._name_refused |= {"bad_name"}

    def encode(self, event: Event, viewer: str) -> bytes:
        if type(event) is Message:
            return _message(event, viewer)
        if isinstance(event, Error):
            if isinstance(event.ref, str) and event.ref.startswith(DELETED):
                return delete_answer(event.ref, event.text)
            if isinstance(event.ref, str) and event.ref.startswith(pipe_code.REF):
                return pipe_code.refused(event.ref, event.text)
            if event.code in self._name_refused:
                return b"NAME_TAKEN\n"
            return prefixed("SERVER: ", [line(event.text)])
        if isinstance(event, Welcome) and not self.exact:
            return b""
        code = pipe_code.WORDS.get(type(event))
        if code is not None:
            return _whole(code(event), self.read)
        if isinstance(event, RunEnded) and event.doc:
            return pipe_code.ended(event)
        words = _WORDS.get(type(event))
        if words is not None:
            return words(event, viewer, self.read)
        return prefixed("SERVER: ", notices(event))


def _whole(data: bytes, read: int) -> bytes:
    """Half of a JSON text is useless to a client that takes so many bytes as one message."""
    if read and len(data) > read:
        return prefixed("SERVER: ", ["The code is too long for this client."])
    return data


READ = 8192  # bytes that the older client reads at a time
NAME_REFUSED = frozenset({"name_taken", "name_owned", "reserved_name"})

PIPE = PipeCodec(exact=False)
EXACT = PipeCodec(exact=True)
PACED_EXACT = PipeCodec(exact=True, read=READ)
PACED = PipeCodec(exact=False, read=READ)


def _message(event: Message, viewer: str) -> bytes:
    return prefixed(_head(event, viewer), sanitize.lines(event.text))


def _head(event: Message, viewer: str) -> str:
    action = "* " if event.action else ""
    if event.room.startswith("@"):
        if event.sender != viewer:
            return f"PM from {line(event.sender)}: {action}{relations(event)}"
        return f"PM to {line(other(event.room, viewer))}: {action}{relations(event)}"
    room = "" if event.room == LOBBY else f"[{line(event.room)}] "
    return f"{room}{line(event.sender)}: {action}{relations(event)}"


def _welcome(event: Welcome, viewer: str, read: int) -> bytes:
    info: dict[str, object] = {
        "type": "SERVER_INFO",
        "supported_languages": event.languages,
        "active_users": event.people,
        "http_port": _port(event.http),
        "file_upload_url": f"{event.http}/upload" if event.http else None,
        "file_download_url": f"{event.http}/download/" if event.http else None,
        "file_list_url": f"{event.http}/files" if event.http else None,
    }
    return b"CONNECTED\n" + fitted("SERVER_INFO", info, "active_users", read) + _groups(event.rooms, read)


def _port(url: str) -> int | None:
    try:
        parts = urlsplit(url)
        return parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None


def _groups(rooms: Sequence[RoomInfo], read: int) -> bytes:
    groups = [room.room for room in rooms if room.kind == "group"]
    return fitted("USER_GROUPS", {"type": "USER_GROUPS", "groups": groups}, "groups", read)


def _users(event: Joined | People, viewer: str, read: int) -> bytes:
    facts = {"type": "USER_LIST_UPDATE", "users": event.members}
    return fitted("USER_LIST", facts, "users", read)


def _joined(event: Joined, viewer: str, read: int) -> bytes:
    if is_lobby(event.room):
        return _users(event, viewer, read)
    # A new group's log begins with its members, so one without lines was created just now, by
    # the viewer.
    if event.kind == "group" and event.head == 0:
        return _created(event.room, viewer, event.members, read)
    return prefixed("SERVER: ", notices(event))


def _room_list(event: RoomList, viewer: str, read: int) -> bytes:
    return _groups(event.rooms, read)


def _invited(event: Invited, viewer: str, read: int) -> bytes:
    if event.asked:
        return prefixed("SERVER: ", notices(event))
    return _created(event.room, event.sender, event.members, read)


def _created(room: str, creator: str, members: list[str], read: int) -> bytes:
    facts = {"type": "GROUP_CREATED", "group_name": room, "creator": creator, "members": members}
    return fitted("GROUP_CREATED", facts, "members", read)


def _missed(event: MissedPage, viewer: str, read: int) -> bytes:
    return b"".join(history(page, viewer, read) for page in event.rooms)


def _came(event: Came, viewer: str, read: int) -> bytes:
    where = "the chat" if is_lobby(event.room) else line(event.room)
    return prefixed("SERVER: ", [f"{who} has joined {where}!" for who in counted(event)])


def _went(event: Went, viewer: str, read: int) -> bytes:
    where = "the chat" if is_lobby(event.room) else line(event.room)
    return prefixed("SERVER: ", [f"{who} has left {where}" for who in counted(event)])


def _nothing(event: Event, viewer: str, read: int) -> bytes:
    return b""


def _ack(event: Ack, viewer: str, read: int) -> bytes:
    is_answer = isinstance(event.ref, str) and event.ref.startswith(DELETED)
    return delete_answer(str(event.ref), "") if is_answer else b""


_WORDS: dict[type[Event], Callable[[Any, str, int], bytes]] = {
    Hello: _nothing,
    Welcome: _welcome,
    Joined: _joined,
    People: _users,
    RoomList: _room_list,
    Invited: _invited,
    HistoryPage: history,
    FileShared: file_shared,
    FileList: file_list,
    Ack: _ack,
    MissedPage: _missed,
    Came: _came,
    Went: _went,
    # The end of a run repeats the first lines of its output.
    **dict.fromkeys((RunPrinted, RunTyped, RunPlace), _nothing),
}
