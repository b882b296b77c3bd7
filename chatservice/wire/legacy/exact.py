"""The exact doors: decoders for two older clients from the first byte.

Those clients send no line ends (see `reads`). So the decoder waits for a first line end; if
there is none for a while (the connection calls `idle`), each read so far was a frame, and
from then on every read is a frame and every answer leaves in a write of its own. Text with
line breaks then stays one text. A netcat user, whose first line does end, is read by lines.

Two sends that the network joined cannot be told apart, but for some of pipes (see `joined`): they
are one frame. Of a joined room and name, the room is the longest one that exists; if there is
none, the decoder asks for the name.
"""

from collections.abc import Sequence

from chatservice.errors import LineTooLong, NameWanted
from chatservice.model.commands import Command, Join, Login, Say
from chatservice.model.events import Error, Event
from chatservice.model.names import LOBBY, is_lobby, underscored
from chatservice.wire.codec import IDLE, Codec, CutFrame
from chatservice.wire.framing import Lines
from chatservice.wire.legacy import pipe
from chatservice.wire.legacy.joined import Sends
from chatservice.wire.legacy.prompt import codec_for
from chatservice.wire.reads import Reads, message_of, writes

NAME_WITHIN = 1.0  # seconds after the room


class ExactDecoder:
    """The framing that both share. `handshake` is the frames up to the login."""

    name = ""
    handshake = 1
    read = pipe.READ  # bytes that the older client reads at a time
    ends = False  # whether it expects a line end after each line
    apart = False
    parse_all = None

    def __init__(self, codec: Codec, max_line: int) -> None:
        self.codec = codec
        self.paced = False
        self._lines = Lines(max_line)
        self._max_line = max_line
        self._due = self.handshake
        self._reads = Reads()

    @property
    def held(self) -> int:
        return self._lines.held

    @property
    def unfinished(self) -> bool:
        return self._due > 0 and self._lines.held > 0

    @property
    def patience(self) -> float:
        return IDLE

    @property
    def joint(self) -> str:
        return ""

    def feed(self, data: bytes) -> Sequence[CutFrame]:
        if self.paced:
            return self._read(data)
        frames = self._lines.feed(data)
        self._due -= min(self._due, sum(bool(frame) for frame in frames if isinstance(frame, bytes)))
        if frames:
            self._reads.note(0)
        if self.unfinished:
            self._reads.note(self._lines.held)
        return frames

    def idle(self) -> Sequence[CutFrame]:
        if not self.unfinished:
            return []
        self.paced = True
        return self._reads.apart(self._lines.take())

    def part(self, room: str) -> Sequence[CutFrame]:
        return []

    def end(self) -> Sequence[CutFrame]:
        return [] if self.paced else self._lines.end()

    def close_after(self, event: Event) -> bool:
        return False

    def writes(self, data: bytes) -> Sequence[bytes]:
        if not data:
            return []
        return list(writes(data, self.read, self.ends)) if self.paced else [data]

    def _read(self, data: bytes) -> Sequence[CutFrame]:
        message = message_of(data)
        if len(message) > self._max_line:
            return [LineTooLong(self._max_line)]
        return [message] if message else []


def login(word: str) -> Login:
    """``NAME``, or for a registered name ``NAME|PASSWORD``: no name contains a ``|``."""
    name, _, password = word.partition("|")
    return Login(name=underscored(name), password=password)


class PipeDecoder(ExactDecoder):
    """A bare name, answered by ``CONNECTED`` or ``NAME_TAKEN``; then, in the lobby, the pipe dialect."""

    name = "pipe"
    handshake = 1
    lines = 50  # of the lobby, which the older client shows after login

    def __init__(self, *, max_line: int) -> None:
        super().__init__(pipe.EXACT, max_line)
        self._named = False
        self._sends = Sends(max_line)

    @property
    def held(self) -> int:
        return super().held + self._sends.held

    def idle(self) -> Sequence[CutFrame]:
        frames = super().idle()
        if self.paced:
            self.codec = pipe.PACED_EXACT
        return frames

    def _read(self, data: bytes) -> Sequence[CutFrame]:
        frames: list[CutFrame] = []
        for sent in self._sends.of(data):
            frames += super()._read(sent) if isinstance(sent, bytes) else [sent]
        return frames

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        self._named = named
        text = frame.decode("utf-8", "replace")
        if named:
            if self.paced:  # a later fault does not concern their name
                self.codec = pipe.PACED
            return pipe.parse(text)
        word = text.strip()
        return [login(word), Join(room=LOBBY, lines=self.lines)] if word else []

    def close_after(self, event: Event) -> bool:
        """This client tries one name, and reads nothing after a refusal."""
        return isinstance(event, Error) and not self._named


class PromptDecoder(ExactDecoder):
    """``ROOM``, answered by a room, then a name; then everything sent is said in that room.

    A refused room or name may be sent again, and when asked for a name, the client may send
    another room before it: ``ROOM, NAME``, since neither can contain a comma.
    """

    name = "prompt"
    handshake = 2
    read = 1024
    ends = True
    apart = True

    def __init__(self, *, max_line: int) -> None:
        super().__init__(codec_for("", choosing=True), max_line)
        self._room = ""
        self._piece = b""  # the only read so far
        self._entering = False  # since the last frame
        self._refused = False  # so was that

    @property
    def unfinished(self) -> bool:
        return bool(self._piece) or super().unfinished

    @property
    def patience(self) -> float:
        return NAME_WITHIN if self._piece else IDLE

    @property
    def joint(self) -> str:
        return underscored(self._piece.decode("utf-8", "replace"))

    def feed(self, data: bytes) -> Sequence[CutFrame]:
        return [*self._pieces(), *super().feed(data)]

    def idle(self) -> Sequence[CutFrame]:
        frames = super().idle()
        if self._room or len(frames) != 1 or not isinstance(frames[0], bytes):
            return frames
        self._piece = frames[0]
        return []

    def part(self, room: str) -> Sequence[CutFrame]:
        joint = self.joint
        pieces: list[CutFrame] = [*self._pieces()]
        if not pieces:
            return []
        name = joint[len(room) :].lstrip("_") if room else ""
        return [room.encode(), name.encode()] if name else [*pieces, NameWanted(joint)]

    def _pieces(self) -> list[bytes]:
        pieces, self._piece = [self._piece] if self._piece else [], b""
        return pieces

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        text = frame.decode("utf-8", "replace")
        if not text.strip():
            return []
        self._see_what_became(named)
        if named and self._room:
            return [Say(room=self._room, text=text)]
        room, comma, name = text.partition(",")
        if not self._room or comma:
            self._enter(room)
        else:
            name = text
        return self._asks(name, named)

    def _see_what_became(self, named: bool) -> None:
        """Whether the room was entered, once they had a name."""
        if named and self._entering:
            if self._refused:
                self._room = ""
            else:
                self.codec = codec_for(self._room)
        self._entering = self._refused = False

    def _enter(self, room: str) -> None:
        room = underscored(room)
        self._room = LOBBY if is_lobby(room) else room
        self.codec = codec_for(self._room, choosing=True)

    def _asks(self, name: str, named: bool) -> Sequence[Command]:
        if not (named or name.strip()):
            return []
        self._entering = True
        enter = Join(room=self._room)
        return [enter] if named else [login(name.strip()), enter]

    def close_after(self, event: Event) -> bool:
        """Never; but this notes that the last request was refused."""
        self._refused = isinstance(event, Error)
        return False
