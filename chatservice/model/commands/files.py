"""Files of a room. Their bytes are transferred over HTTP."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Files(Command, tag="files", kw_only=True, frozen=True):
    """List the files that you can see, newest first.

    `before` is the ``next`` of the previous page. Files are uploaded and downloaded over HTTP.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    sender: Annotated[str, arguments.FROM_NAME] = ""
    limit: Annotated[int, arguments.Number("N")] = 20
    before: Annotated[int | None, arguments.BEFORE_PAGE] = None


class Share(Command, tag="share", kw_only=True, frozen=True):
    """Share a file that you can see in another room too."""

    file: Annotated[str, arguments.Word("FILE")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""
    key: str = ""


class ShareLink(Command, tag="link", kw_only=True, frozen=True):
    """Create a link to a file that works for a limited time for anyone who has it."""

    file: Annotated[str, arguments.Rest("FILE")]


class DeleteFile(Command, tag="delete_file", kw_only=True, frozen=True):
    """Delete a file that you have shared."""

    file: Annotated[str, arguments.Rest("FILE")]
