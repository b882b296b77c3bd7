"""The line door: one port for people and programs, told apart by what they send.

| state | line | becomes |
|---|---|---|
| before login | begins with ``{`` | JSON, for good |
| | ``name: text`` | text; a login, the lobby, and the text said there |
| | a name, ``/login`` | text; a login, and the lobby |
| | another command | the command |
| first line after the login | a pipe verb, alone or with ``|`` | pipe, permanently |
| text | ``/json``, ``/pipe`` | that dialect, permanently |
| | anything else | said, or a command |

A client that writes its name before each line, as ``name: text`` does, has it removed again.
One such client sends no line ends: when its first bytes are such a line and no end follows
for a while, it is framed by its reads (see `reads`); its name may contain blanks.

Three kinds of client speak first and can never be served here: one that sends a
decimal length padded with blanks to a fixed header, one that sends a pickled object, and
a browser tricked into posting to this port. They get one `final` fault that says so, and
nothing more of theirs is read.
"""

import re
from collections.abc import Callable, Sequence
from enum import Enum, auto

from chatservice.errors import Fault, LineTooLong, NotLoggedIn, NotSupported
from chatservice.model.commands import Command, Help, Join, Login, Quit, Register
from chatservice.model.events import Event
from chatservice.model.names import LOBBY, underscored
from chatservice.wire import jsonlines, reads, slash_commands
from chatservice.wire.codec import IDLE, Codec, CutFrame
from chatservice.wire.framing import Lines
from chatservice.wire.legacy import pipe
from chatservice.wire.reads import Reads
from chatservice.wire.text import TEXT


class LineState(Enum):
    GREETED = auto()  # this client's dialect is not known yet
    TEXT = auto()
    JSON = auto()
    PIPE = auto()
    OVER = auto()


_HEADER = re.compile(rb"[0-9]{1,7} {64}")
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_OPENING_MAX = 7 + 64  # bytes in which either is recognised
_HELP = frozenset({"help", "?"})  # typed instead of a name
_GOODBYE = frozenset({"quit", "exit"})
_HTTP = re.compile(r"[A-Z]+ \S+ HTTP/[0-9]\.[0-9]")
_NAME_AND_TEXT = re.compile(r"([^\s:{/][^\s:]*): (.*)", re.DOTALL)
_WORDS_AND_TEXT = re.compile(r"([^\s:{/][^\r\n:]*): (.*)", re.DOTALL)
_UNENDED = re.compile(rb"[^\s:{/][^\r\n:]{,127}: ")
_READ = 1024  # bytes that the older client reads at a time


def _unjoined(read: bytes) -> list[bytes]:
    """Lines that such a client sent at once, before it could be answered: each begins with its
    name, without a blank before it. The first word of a line may end like that name, when it
    is the name of another person who is addressed."""
    opening = _UNENDED.match(read)
    if opening is None:
        return [read]
    joint = re.compile(rb"(?<=\S)(?=%b)" % re.escape(opening[0]))
    starts = [0, *(at.start() for at in joint.finditer(read) if b" " in read[opening.end() : at.start()])]
    return [read[start:end] for start, end in zip(starts, [*starts[1:], len(read)], strict=True)]


class LineDecoder:
    """Limits are in bytes; `disconnect_message` is one more word for quit."""

    __slots__ = (
        "_disconnect_message",
        "_lines",
        "_max_line",
        "_opening",
        "_prefix",
        "_reads",
        "_state",
        "_tried",
        "codec",
        "paced",
        "parse_all",
    )

    name = "line"
    apart = False
    patience = IDLE
    joint = ""

    def __init__(self, *, max_line: int, max_json: int, disconnect_message: str = "") -> None:
        self.codec: Codec = TEXT
        self.parse_all: Callable[[Sequence[CutFrame]], Sequence[Command]] | None = None
        self._state = LineState.GREETED
        self._lines = Lines(max_line, wide=max_json)
        self._max_line = max_line
        self._disconnect_message = disconnect_message.strip()
        self._opening: bytes | None = b""  # the first bytes, until they are classified
        self._prefix = ""  # the name that the client writes before each line
        self._tried = ""  # the name that was given last
        self.paced = False
        self._reads: Reads | None = Reads()  # until a line end has come

    @property
    def held(self) -> int:
        """Held bytes that are not parsed yet."""
        return self._lines.held + len(self._opening or b"")

    def feed(self, data: bytes) -> Sequence[CutFrame]:
        if self._state is LineState.OVER:
            return []
        if self._opening is not None:
            fault = self._judge(data)
            if fault is not None:
                return [fault]
        if self.paced:
            message = reads.message_of(data)
            return [message] if message else []
        frames = self._lines.feed(data)
        if self._reads is not None:
            if frames:
                self._reads = None
            else:
                self._reads.note(self._lines.held)
        return frames

    @property
    def unfinished(self) -> bool:
        return self._reads is not None and _UNENDED.match(self._lines.unended) is not None

    def idle(self) -> Sequence[CutFrame]:
        if self._reads is None or not self.unfinished:
            return []
        self.paced = True
        self._opening = None
        return [line for read in self._reads.apart(self._lines.take()) for line in _unjoined(read)]

    def part(self, room: str) -> Sequence[CutFrame]:
        return []

    def end(self) -> Sequence[CutFrame]:
        return [] if self.paced or self._state is LineState.OVER else self._lines.end()

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        if self._state is LineState.JSON:
            return jsonlines.parse(frame)
        if self._state is LineState.OVER or not frame or frame.isspace():
            return []
        if not named and frame.lstrip().startswith(b"{"):
            self._switch(LineState.JSON)
            return jsonlines.parse(frame)
        if len(frame) > self._max_line:
            raise LineTooLong(self._max_line)
        text = frame.decode("utf-8", "replace")
        if self._state is LineState.PIPE:
            return pipe.parse(text)
        if named and self._state is LineState.TEXT:
            return self._typed(text.removeprefix(self._prefix), True)
        return self._first_named(text) if named else self._unnamed(text)

    def close_after(self, event: Event) -> bool:
        return False

    def writes(self, data: bytes) -> Sequence[bytes]:
        if self.paced:
            return list(reads.writes(data, _READ, ends=False))
        return [data] if data else []

    def _judge(self, data: bytes) -> Fault | None:
        """Check the very first bytes for clients that cannot be served."""
        opening = ((self._opening or b"") + data[:_OPENING_MAX])[:_OPENING_MAX]
        self._opening = None if len(opening) == _OPENING_MAX or b"\n" in opening else opening
        if _HEADER.match(opening):
            return self._refuse("A header of fixed length", "this server reads lines of text, or of JSON")
        if _PICKLE.match(opening):
            return self._refuse(
                "A pickled object", "unpickling runs whatever the sender wants; send text, or JSON lines"
            )
        return None

    def _refuse(self, what: str, reason: str) -> Fault:
        self._state = LineState.OVER
        self._opening = None
        self._lines.take()
        fault = NotSupported(what, reason)
        fault.final = True
        return fault

    def _unnamed(self, text: str) -> Sequence[Command]:
        if text.startswith("/") or self._is_goodbye(text):
            return self._typed(text, named=False)
        if _HTTP.fullmatch(text):
            raise self._refuse("HTTP", "this door takes lines of text, or of JSON")
        if text.strip().lower() in _HELP:
            return [Help()]
        prefixed = (_WORDS_AND_TEXT if self.paced else _NAME_AND_TEXT).fullmatch(text)
        if prefixed is None:
            self._prefix = ""
            self._state = LineState.GREETED
            self._tried = text.strip()
            return [Login(name=self._tried), Join(room=LOBBY)]
        self._prefix = f"{prefixed[1]}: "
        self._state = LineState.TEXT
        return [Login(name=underscored(prefixed[1])), Join(room=LOBBY), *self._typed(prefixed[2], named=True)]

    def _first_named(self, text: str) -> Sequence[Command]:
        """The first line after the login."""
        if pipe.is_verb(text):
            self._switch(LineState.PIPE)
            return pipe.parse(text)
        self._state = LineState.TEXT
        return self._typed(text.removeprefix(self._prefix), named=True)

    def _typed(self, text: str, named: bool) -> Sequence[Command]:
        if self._is_goodbye(text):
            return [Quit()]
        word = text.strip().lower() if text.startswith("/") else ""
        if word == "/json":
            self._switch(LineState.JSON)
            return []
        if word == "/pipe":
            if not named:
                raise NotLoggedIn
            self._switch(LineState.PIPE)
            return []
        commands = slash_commands.parse(text, named, self._tried)
        for command in commands:
            if isinstance(command, Login) or (isinstance(command, Register) and not named):
                return [*commands, Join(room=LOBBY)]
        return commands

    def _is_goodbye(self, text: str) -> bool:
        word = text.strip()
        return word.lower() in _GOODBYE or (bool(word) and word == self._disconnect_message)

    def _switch(self, state: LineState) -> None:
        self._state = state
        is_json = state is LineState.JSON
        self.codec = jsonlines.JSON if is_json else pipe.PIPE
        self.parse_all = jsonlines.parse_lines if is_json else None
