"""The dialect of programs: one JSON object per line, in both directions.

The model's structs are the protocol: ``cmd`` selects a command's class, ``event`` carries an
event's tag. Input that cannot be decoded is a fault that says where, with the command's own
`ref` if that can still be found. The decoder refuses invalid UTF-8 and lone surrogates
(RFC 8259, 8.1 and 8.2), so all input can be sent out again. Of a duplicate key the last one
counts. Integers stay within those that every JSON reader represents exactly (RFC 8259, 6;
I-JSON, RFC 7493).

A client whose user types commands sends the line as it is, in ``typed``. An answer whose `ref` begins
with ``typed:`` also has `notices`: the lines that a terminal would show.
"""

import re
from collections.abc import Sequence
from typing import Any, get_args

import msgspec
from msgspec.structs import fields

from chatservice.errors import BadCommand, BadJson, Fault, UnknownCommand
from chatservice.model.arguments import bare
from chatservice.model.commands import AnyCommand, Command, Login, Msg, Say, Search
from chatservice.model.events import Ack, Answer, Error, Event
from chatservice.wire import slash_commands
from chatservice.wire.codec import CutFrame
from chatservice.wire.event_text import notices

INT_MAX = 2**53 - 1
REASON_MAX = 200  # characters of the decoder's message
TYPED_REF = "typed:"
SPEAK_ALREADY = (Ack, Error)  # the line itself, and a text

_AT = re.compile(r" - at `\$\.?([^`]*)`$")
_LONE = re.compile("[\ud800-\udfff]")

_encode = msgspec.json.Encoder().encode_lines


class _Head(msgspec.Struct):
    """What is still needed of an invalid command."""

    cmd: object = None
    ref: object = None


_head = msgspec.json.Decoder(_Head).decode


class Typed(Command, tag="typed", kw_only=True, frozen=True):
    """A command as a person types it, ``/topic Release on Friday``; `room` is where, if it names none."""

    line: str
    room: str = ""

    def command(self) -> Command:
        """What it asks for. Raises UnknownCommand or BadCommand."""
        try:
            command = slash_commands.parse(self.line)
        except Fault as fault:
            fault.ref = _ref(self.ref)
            raise
        if not command:
            return Say(text="", room=self.room, ref=self.ref)
        roomless = getattr(command[0], "room", None) == "" and not isinstance(command[0], Search)
        more = {"room": self.room} if roomless else {}
        return msgspec.structs.replace(command[0], ref=self.ref, **more)


class JsonCodec:
    name = "json"
    echo = True
    acks = True
    by_viewer = False
    joins = False
    lists = False
    patient = False

    def encode(self, event: Event, viewer: str) -> bytes:
        body: object = event
        if isinstance(event, Answer) and _is_typed(event.ref) and not isinstance(event, SPEAK_ALREADY):
            body = {**msgspec.to_builtins(event), "notices": notices(event)}
        try:
            return _encode((body,))
        except UnicodeEncodeError:
            return _encode((_scrubbed(msgspec.to_builtins(body)),))

    def encode_all(self, events: Sequence[Event]) -> bytes:
        try:
            return _encode(events)
        except UnicodeEncodeError:
            return b"".join([self.encode(event, "") for event in events])


JSON = JsonCodec()


class Vocabulary:
    """What a door understands: the commands of a union of their classes."""

    def __init__(self, union: Any) -> None:
        kinds = get_args(union)
        decoder = msgspec.json.Decoder(union)
        self._decode, self._decode_lines = decoder.decode, decoder.decode_lines
        self._tags = {kind.__struct_config__.tag for kind in kinds}
        self._numbers = {kind: _numbers(kind) for kind in kinds}

    def parse(self, frame: bytes) -> list[Command]:
        """The command in `frame`; none in a blank line. Raises BadJson, UnknownCommand or BadCommand."""
        if not frame or frame.isspace():
            return []
        try:
            command = self._decode(frame)
        except msgspec.ValidationError as error:
            raise self._misfit(frame, str(error)) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadJson(_reason(error)) from None
        command = self.checked(command)
        return [command.command() if type(command) is Typed else command]

    def parse_lines(self, frames: Sequence[CutFrame]) -> Sequence[Command]:
        """The commands in `frames`, at once, if each is one that says a line, as nearly all are that come
        together; otherwise none. A frame is one command: it ends where the next one begins."""
        try:
            data = b"\n".join(frames)  # type: ignore[arg-type]
            if data.count(b"}\n{") != len(frames) - 1 or data[:1] != b"{" or data[-1:] != b"}":
                return ()
            commands: list[Command] = self._decode_lines(data)
        except (TypeError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return ()
        for command in commands:
            if type(command) is not Msg and (type(command) is not Say or command.re):
                return ()
            if type(command.ref) is int and _ref(command.ref) is None:
                return ()
        return commands if len(commands) == len(frames) else ()

    def checked(self, command: Command) -> Command:
        """`command`, if every JSON reader represents its numbers exactly. Raises BadCommand."""
        for name in self._numbers[type(command)]:
            value = getattr(command, name)
            if value is not None:
                _check_range(command, name, value)
        if type(command) is Login:
            for seq in command.since.values():
                _check_range(command, "since", seq)
        return command

    def _misfit(self, frame: bytes, reason: str) -> Fault:
        """The fault for JSON that is not a command, found by decoding it again."""
        try:
            head = _head(frame)
        except msgspec.ValidationError:
            return BadJson("a command is an object")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return BadJson(_reason(error))
        fault: Fault
        if isinstance(head.cmd, str) and head.cmd not in self._tags:
            fault = UnknownCommand(head.cmd)
        else:
            fault = BadCommand(_AT.sub(r" in `\1`", reason)[:REASON_MAX])
        fault.ref = _ref(head.ref)
        return fault


def _is_typed(ref: object) -> bool:
    return isinstance(ref, str) and ref.startswith(TYPED_REF)


def _numbers(kind: type[Command]) -> tuple[str, ...]:
    """The fields that hold integers."""
    return tuple(
        field.name for field in fields(kind) if int in (bare(field.type), *get_args(bare(field.type)))
    )


def _check_range(command: Command, name: str, value: object) -> None:
    if isinstance(value, int) and not -INT_MAX <= value <= INT_MAX:
        fault = BadCommand(f"a number out of range in `{name}`")
        fault.ref = _ref(command.ref)
        raise fault


def _ref(ref: object) -> str | int | None:
    if isinstance(ref, str):
        return ref
    if isinstance(ref, int) and not isinstance(ref, bool) and -INT_MAX <= ref <= INT_MAX:
        return ref
    return None


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error)[:REASON_MAX].removeprefix("JSON is malformed: ")


def _scrubbed(value: object) -> object:
    """`value` with U+FFFD for what UTF-8 cannot encode."""
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_scrubbed(key): _scrubbed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(item) for item in value]
    return value


_clients = Vocabulary(AnyCommand | Typed)
parse, parse_lines, checked = _clients.parse, _clients.parse_lines, _clients.checked
