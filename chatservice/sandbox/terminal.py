"""Turns a program's output into text that is harmless wherever it is shown.

Bytes arrive in arbitrary pieces. They are decoded as UTF-8, with U+FFFD for invalid ones;
escape sequences (ECMA-48) are removed, as are control characters except tab and line feed. A
carriage return ends a line, so that a progress bar becomes a list of its states. Direction marks
stay: they belong to the text, and the dialects isolate them.
"""

import codecs
import re

HELD = 4096  # characters of an unfinished escape sequence; a longer one is text

# Control sequences, control strings, and the shorter ones. An unterminated string extends to
# the next sequence or line.
_SEQUENCE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[P\\]X^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\\\|\x9c|(?=[\x1b\n]))"
    "|\x1b[ -/]*[0-~]"
)
_UNFINISHED = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*\\Z"
    "|(?:\x1b[P\\]X^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*\x1b?\\Z"
    "|\x1b[ -/]*\\Z"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


class PlainStream:
    """One output stream of a program. The text does not depend on how it is cut into pieces."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self._returned = False  # whether the last character was a carriage return

    def feed(self, data: bytes, final: bool = False) -> str:
        text = self._held + self._decoder.decode(data, final)
        self._held = ""
        if text.isascii() and text.isprintable() and not self._returned:
            return text
        unfinished = None if final else _UNFINISHED.search(text, max(0, len(text) - HELD))
        if unfinished is not None:
            text, self._held = text[: unfinished.start()], unfinished[0]
        return self._lines(_CONTROL.sub("", _SEQUENCE.sub("", text)))

    def _lines(self, text: str) -> str:
        if not text:
            return text
        if self._returned and text[0] == "\n":
            text = text[1:]
            self._returned = False
            return self._lines(text)
        self._returned = text.endswith("\r")
        return text.replace("\r\n", "\n").replace("\r", "\n")
