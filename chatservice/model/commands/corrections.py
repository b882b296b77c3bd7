"""Changing what was said, and what it was before."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Edit(Command, tag="edit", kw_only=True, frozen=True):
    """Change the text of a line of yours.

    Without a `seq` it is your last line there. With `find`, `text` replaces only the first place
    where the line contains that. Repeating a `key` changes nothing again.
    """

    usage: ClassVar[str] = "/edit [SEQ] [in:ROOM] TEXT, or /s/OLD/NEW/"
    room: Annotated[str, arguments.IN_ROOM] = ""
    seq: Annotated[int | None, arguments.Number("SEQ", if_any=True)] = None
    text: Annotated[str, arguments.RawText("TEXT")]
    find: str = ""
    key: str = ""


class Revisions(Command, tag="revisions", kw_only=True, frozen=True):
    """Show what an edited line said before, as far as the server keeps it. For moderators."""

    seq: Annotated[int, arguments.LINE]
    room: Annotated[str, arguments.IN_ROOM] = ""
