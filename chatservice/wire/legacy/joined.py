"""Where one send of an older client of pipes ends, in what the network made of several.

It ends no lines: reads are its messages. But two sends soon after one another (each key in its editor
sends the whole text) may come as one read (RFC 896), and a long one as several. Names contain no ``|``
and an object ends with its brace, so it is seen where the next verb begins; a verb with free text
takes all that is left.
"""

import re

from chatservice.errors import LineTooLong
from chatservice.wire.legacy import pipe, pipe_code

_VERB = rf"(?:{'|'.join([*pipe.VERBS, *pipe_code.VERBS])})\|"
_BEGINS = re.compile(_VERB)
_NAMES = re.compile(
    r"(?:GET_MESSAGES\|BROADCAST\|?|GET_MESSAGES\|(?:PERSONAL|GROUP)\|[^|]+?|CREATE_GROUP\|[^|]+\|[^|]+?"
    r"|(?:DELETE_FILE|CREATE_CODE_SESSION|JOIN_CODE_SESSION)\|[^|]+?|LIST_[A-Z]+?)"
    rf"(?={_VERB})"
)
_OBJECT = re.compile(r"(?:INVITE_TO_CODE|CODE_UPDATE|EXECUTE_CODE)\|(?=\{)")
_IN_OBJECT = re.compile('["{}]')
_IN_STRING = re.compile(r'\\.|"', re.DOTALL)


class ObjectEnd:
    """Looks for the end of an object in a text that grows; what was looked at is not looked at again."""

    def __init__(self, at: int = 0) -> None:
        self._at = at  # up to where it was looked at
        self._depth = 0
        self._in_string = False

    def of(self, text: str) -> int | None:
        """None if more of it is to come."""
        while mark := (_IN_STRING if self._in_string else _IN_OBJECT).search(text, self._at):
            self._at = mark.end()
            if mark[0] == '"':
                self._in_string = not self._in_string
            self._depth += {"{": 1, "}": -1}.get(mark[0], 0)
            if self._depth == 0:
                return self._at
        escapes = self._in_string and self._at < len(text) and text.endswith("\\")
        self._at = len(text) - escapes
        return None


class Sends:
    """What a client sent, out of what was read. `max_line` is in bytes."""

    def __init__(self, max_line: int) -> None:
        self._max_line = max_line
        self._begun = ""  # a message whose object has not ended
        self._object: ObjectEnd | None = None  # of that message
        self._too_long = False  # what comes belongs to one that was refused

    @property
    def held(self) -> int:
        return len(self._begun)

    def of(self, read: bytes) -> list[bytes | LineTooLong]:
        text = read.decode("utf-8", "surrogateescape")
        begins = _BEGINS.match(text) is not None
        if self._too_long and not begins:
            return []
        messages = [self._begun] if begins and self._begun else []  # it will never end
        if begins:
            self._object = None
        else:
            text = self._begun + text
        while text and (end := self._end(text)) is not None:
            messages.append(text[:end])
            text = text[end:]
            self._object = None
        self._begun = text
        self._too_long = len(text) > self._max_line
        whole: list[bytes | LineTooLong] = [each.encode("utf-8", "surrogateescape") for each in messages]
        if self._too_long:
            self._begun = ""
            self._object = None
            whole.append(LineTooLong(self._max_line))
        return whole

    def _end(self, text: str) -> int | None:
        """The end of the first message; None if more of it is to come."""
        if self._object is None:
            names = _NAMES.match(text)
            if names is not None:
                return names.end()
            head = _OBJECT.match(text)
            if head is None:
                return len(text)
            self._object = ObjectEnd(head.end())
        return self._object.of(text)
