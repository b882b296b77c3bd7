"""The protocol between chatctl and a server: one JSON object a line, either way.

chatctl sends one `ControlRequest`. The server answers with any number of `ControlProgress` and `ControlRows`,
and ends with one `ControlEnd` or `ControlFailure`; then it closes. Both sides say which version they speak
in their first frame; a frame has a cap, so that neither side holds more than one.
"""

import msgspec

from chatservice.admin.answers import AnyRow
from chatservice.admin.verbs import AnyVerb

NAME = "admin.sock"  # in the data folder
VERSION = 1
REQUEST_MAX = 64 * 1024  # bytes of one request
FRAME_MAX = 1024 * 1024  # bytes of one frame of the answer
ROWS_MAX = 200  # rows in one frame


class AdminError(Exception):
    """It cannot be done. `code` for programs, the text for people: one line that says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class ControlRequest(msgspec.Struct, frozen=True, kw_only=True):
    v: int = VERSION
    do: AnyVerb


class ControlFrame(msgspec.Struct, frozen=True, tag_field="frame", kw_only=True):
    v: int = VERSION


class ControlProgress(ControlFrame, tag="progress", frozen=True):
    """`done` of `total` (0: not known) of `what`."""

    done: int
    total: int
    what: str


class ControlRows(ControlFrame, tag="rows", frozen=True):
    rows: list[AnyRow]


class ControlEnd(ControlFrame, tag="end", frozen=True):
    pass


class ControlFailure(ControlFrame, tag="failed", frozen=True):
    code: str
    text: str


AnyFrame = ControlProgress | ControlRows | ControlEnd | ControlFailure

_request = msgspec.json.Decoder(ControlRequest).decode
_frame = msgspec.json.Decoder(AnyFrame).decode
_encode = msgspec.json.Encoder().encode_lines


class _Version(msgspec.Struct):
    v: object = None


_version = msgspec.json.Decoder(_Version).decode


def encode(frame: ControlRequest | ControlFrame) -> bytes:
    return _encode((frame,))


def request(line: bytes) -> ControlRequest:
    """Raises AdminError."""
    _same_version(line, "chatctl", "server")
    try:
        return _request(line)
    except msgspec.DecodeError as error:
        raise AdminError("bad_request", f"The request is not understood: {error}.") from None


def frame(line: bytes) -> AnyFrame:
    """Raises AdminError."""
    _same_version(line, "server", "chatctl")
    try:
        return _frame(line)  # type: ignore[no-any-return]
    except msgspec.DecodeError as error:
        raise AdminError("bad_answer", f"The server's answer is not understood: {error}.") from None


def _same_version(line: bytes, sender: str, reader: str) -> None:
    try:
        spoken = _version(line).v
    except (msgspec.DecodeError, RecursionError) as error:
        raise AdminError("bad_request", f"What came is not a frame of chatctl: {error}.") from None
    if spoken != VERSION:
        raise AdminError(
            "other_version",
            f"The {sender} speaks version {str(spoken)[:20]} of the protocol, this {reader} {VERSION}: "
            "restart the server after an upgrade, and use the chatctl that came with it.",
        )
