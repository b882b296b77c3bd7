"""Files of a room. Their bytes come and go over HTTP."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Files(Command, tag="files", kw_only=True, frozen=True):
    """Show the files that one can see, newest first.

    `before` is the ``next`` of the page before. Files come in and are had over HTTP.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    sender: Annotated[str, arguments.FROM_NAME] = ""
    limit: Annotated[int, arguments.Number("N")] = 20
    before: Annotated[int | None, arguments.BEFORE_PAGE] = None


class Share(Command, tag="share", kw_only=True, frozen=True):
    """Share a file that one can see in another room too."""

    file: Annotated[str, arguments.Word("FILE")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""
    key: str = ""


class ShareLink(Command, tag="link", kw_only=True, frozen=True):
    """Make a link to a file that is good for a time to whoever has it."""

    file: Annotated[str, arguments.Rest("FILE")]


class DeleteFile(Command, tag="delete_file", kw_only=True, frozen=True):
    """Delete a file that one has shared."""

    file: Annotated[str, arguments.Rest("FILE")]
