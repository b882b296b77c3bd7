"""The exact doors: the dialects of two older clients from the first byte.

Those clients end nothing they send with a line end: they count on each send being one
read. So a door waits for a first line end; when there is none for a while (the shell
calls `idle`), what came so far was meant as frames, one a read, and from then on every
read is a frame and every answer leaves in a write of its own. Text with line breaks in it
then stays one text. Somebody with netcat, whose first line does end, is read by lines.

Two sends that the network joined cannot be told apart; what comes is taken as one frame.
"""

from collections.abc import Sequence

from chatservice.errors import LineTooLong
from chatservice.model.commands import Command, Join, Login, Say
from chatservice.model.events import Error, Event
from chatservice.model.names import LOBBY, is_lobby
from chatservice.wire import pipe
from chatservice.wire.codec import Codec, Frame
from chatservice.wire.framing import Lines
from chatservice.wire.prompt import codec_for


class ExactDoor:
    """What both have in common: framing. `handshake` is the frames up to the login."""

    name = ""
    handshake = 1

    def __init__(self, codec: Codec, max_line: int) -> None:
        self.codec = codec
        self.paced = False
        self._lines = Lines(max_line)
        self._max_line = max_line
        self._due = self.handshake
        self._reads: list[int] = []  # how much was held after each read, before any line end

    @property
    def held(self) -> int:
        return self._lines.held

    @property
    def unfinished(self) -> bool:
        return self._due > 0 and self._lines.held > 0

    def feed(self, data: bytes) -> Sequence[Frame]:
        if self.paced:
            return self._read(data)
        frames = self._lines.feed(data)
        self._due -= min(self._due, sum(bool(frame) for frame in frames if isinstance(frame, bytes)))
        if frames:
            self._reads.clear()
        if self.unfinished:
            self._reads.append(self._lines.held)
        return frames

    def idle(self) -> Sequence[Frame]:
        if not self.unfinished:
            return []
        self.paced = True
        taken = self._lines.take()
        starts = [0, *self._reads[:-1]]
        return [taken[start:end] for start, end in zip(starts, self._reads, strict=True)]

    def end(self) -> Sequence[Frame]:
        return [] if self.paced else self._lines.end()

    def close_after(self, event: Event) -> bool:
        return False

    def writes(self, data: bytes) -> Sequence[bytes]:
        if not data:
            return []
        return data.splitlines(keepends=True) if self.paced else [data]

    def _read(self, data: bytes) -> Sequence[Frame]:
        frame = data.rstrip(b"\r\n\0")
        if len(frame) > self._max_line:
            return [LineTooLong(self._max_line)]
        return [frame] if frame else []


def login(word: str) -> Login:
    """``NAME``, or for a name that is owned ``NAME|PASSWORD``: no name holds a ``|``."""
    name, _, password = word.partition("|")
    return Login(name=name.strip(), password=password)


class PipeDoor(ExactDoor):
    """A bare name, answered by ``CONNECTED`` or ``NAME_TAKEN``; then, in the lobby, the pipe dialect."""

    name = "pipe"
    handshake = 1

    def __init__(self, *, max_line: int) -> None:
        super().__init__(pipe.EXACT, max_line)
        self._named = False

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        self._named = named
        text = frame.decode("utf-8", "replace")
        if named:
            return pipe.parse(text)
        word = text.strip()
        return [login(word), Join(room=LOBBY)] if word else []

    def close_after(self, event: Event) -> bool:
        """This client tries one name, and reads nothing after its refusal."""
        return isinstance(event, Error) and not self._named

    def writes(self, data: bytes) -> Sequence[bytes]:
        # The client compares all of its first read with these words.
        words = (b"CONNECTED\n", b"NAME_TAKEN\n")
        return [piece[:-1] if self.paced and piece in words else piece for piece in super().writes(data)]


class PromptDoor(ExactDoor):
    """``ROOM``, answered by a room, then a name; then all that comes is said in that room."""

    name = "prompt"
    handshake = 2

    def __init__(self, *, max_line: int) -> None:
        super().__init__(codec_for(""), max_line)
        self._room = ""

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        text = frame.decode("utf-8", "replace")
        if named:
            return [Say(room=self._room, text=text)] if text.strip() else []
        word = text.strip()
        if not word:
            return []
        if not self._room:
            self._room = LOBBY if is_lobby(word) else word
            self.codec = codec_for(self._room)
            return []
        return [login(word), Join(room=self._room)]
