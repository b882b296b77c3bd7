"""Code documents: written together, edit by edit.

A document is named by its id, or by its title in a room; without a name it is the one that was opened
last. Positions are UTF-16 units. `base` is the version that a change starts from; the server maps it
over all edits since (operational transformation, as `@codemirror/collab`).
"""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.changes import Splice
from chatservice.model.commands.base import Command

DOCUMENT = arguments.Prefix("DOCUMENT", "doc:")


class CodeNew(Command, tag="code_new", kw_only=True, frozen=True):
    """Create a code document in a room and open it.

    The name of a file, as hello.py, says its language and is its title; so does the ending of a title
    without a language.
    """

    under: ClassVar[str] = "code"
    usage: ClassVar[str] = "/code new FILE or LANGUAGE [TITLE] [in:ROOM]"
    language: Annotated[str, arguments.Word("LANGUAGE")] = ""
    title: Annotated[str, arguments.Word("TITLE")] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""
    text: str = ""
    key: str = ""


class CodeFork(Command, tag="code_fork", kw_only=True, frozen=True):
    """Create a copy of a code document, now or at an earlier version, and open it.

    It is in the same room, or in another one that you are in.
    """

    under: ClassVar[str] = "code"
    title: Annotated[str, arguments.Word("TITLE")] = ""
    doc: Annotated[str, DOCUMENT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""
    version: Annotated[int | None, arguments.Prefix("N", "version:", number=True)] = None
    into: Annotated[str, arguments.Prefix("ROOM", "to:")] = ""
    key: str = ""


class CodeImport(Command, tag="code_import", kw_only=True, frozen=True):
    """Create a code document with the text of a shared file, and open it.

    Without a language, the ending of the file's name decides.
    """

    under: ClassVar[str] = "code"
    file: Annotated[str, arguments.Word("FILE")]
    title: Annotated[str, arguments.Word("TITLE")] = ""
    language: Annotated[str, arguments.Prefix("LANGUAGE", "as:")] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""
    key: str = ""


class CodeList(Command, tag="code_list", kw_only=True, frozen=True):
    """List the code documents of a room.

    With `closed` the closed ones too; with `invited`, those of other rooms that you were let into.
    """

    under: ClassVar[str] = "code"
    room: Annotated[str, arguments.IN_ROOM] = ""
    closed: Annotated[bool, arguments.Flag("closed")] = False
    invited: Annotated[bool, arguments.Flag("invited")] = False


class CodeJoin(Command, tag="code_join", kw_only=True, frozen=True):
    """Open a code document: its text, then the edits of everyone.

    Instead of its name, the token of a link opens the one that it is into.

    Programs that come back give `since`, the last version they know, and the `epoch` it is of.
    The edits they missed follow, then `caught_up`; or, when there are too many, the whole text.
    """

    under: ClassVar[str] = "code"
    doc: Annotated[str, arguments.Word("DOCUMENT")]
    room: Annotated[str, arguments.IN_ROOM] = ""
    since: int | None = None
    epoch: str = ""


class CodeShow(Command, tag="code_show", kw_only=True, frozen=True):
    """Show the text of a code document, now or at an earlier version; in a terminal, from a line on."""

    under: ClassVar[str] = "code"
    doc: Annotated[str, arguments.Word("DOCUMENT")] = ""
    version: Annotated[int | None, arguments.Prefix("N", "version:", number=True)] = None
    line: Annotated[int, arguments.Prefix("N", "line:", number=True)] = 1
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeHistory(Command, tag="code_history", kw_only=True, frozen=True):
    """List the versions of a code document in steps: who wrote when. `before` is a version."""

    under: ClassVar[str] = "code"
    doc: Annotated[str, arguments.Word("DOCUMENT")] = ""
    before: Annotated[int | None, arguments.BEFORE_PAGE] = None
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeDiff(Command, tag="code_diff", kw_only=True, frozen=True):
    """Show what changed from one version of a code document to another, or to the newest, as a patch."""

    under: ClassVar[str] = "code"
    since: Annotated[int, arguments.Number("N")]
    until: Annotated[int | None, arguments.Number("N")] = None
    doc: Annotated[str, DOCUMENT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeRestore(Command, tag="code_restore", kw_only=True, frozen=True):
    """Bring the text of an earlier version of a code document back, as an edit."""

    under: ClassVar[str] = "code"
    version: Annotated[int, arguments.Number("N")]
    doc: Annotated[str, DOCUMENT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""
    key: str = ""


class CodeEdit(Command, tag="code_edit", kw_only=True, frozen=True):
    """Change a code document. For programs.

    `changes` are [from, to, text] in the text of version `base`, sorted, without overlap. Sent again
    with the same `key`, also after it was mapped over newer edits, it is stored once.
    """

    typed: ClassVar[bool] = False
    doc: str
    base: int
    changes: list[Splice]
    room: str = ""
    key: str = ""


class CodePut(Command, tag="code_put", kw_only=True, frozen=True):
    """Give a code document a whole new text, as the smallest change. For programs.

    `base` is the version that was changed into it; without one, the newest, or for a client that knows
    whole texts only what it has.
    """

    typed: ClassVar[bool] = False
    doc: str
    text: str
    base: int | None = None
    room: str = ""
    key: str = ""


class CodeSet(Command, tag="code_set", kw_only=True, frozen=True):
    """Write a line of a code document anew."""

    under: ClassVar[str] = "code"
    line: Annotated[int, arguments.Number("N")]
    doc: Annotated[str, DOCUMENT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""
    text: Annotated[str, arguments.RawText("TEXT")] = ""


class CodeAppend(Command, tag="code_append", kw_only=True, frozen=True):
    """Add a line at the end of a code document."""

    under: ClassVar[str] = "code"
    doc: Annotated[str, DOCUMENT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""
    text: Annotated[str, arguments.RawText("TEXT")] = ""


class CodeCursor(Command, tag="code_cursor", kw_only=True, frozen=True):
    """Show others one's cursors and selections, as [anchor, head] in the text of `version`. For programs.

    Only those who have it open see it: send it again when someone has entered (`document_entered`)."""

    typed: ClassVar[bool] = False
    doc: str
    version: int
    ranges: list[tuple[int, int]]
    room: str = ""


class CodeInvite(Command, tag="code_invite", kw_only=True, frozen=True):
    """Ask a person to open a code document, as an owner also with a role.

    A person who does not see the room is let into this document alone, by an owner of it; their role is
    editor unless another one is given.
    """

    under: ClassVar[str] = "code"
    name: Annotated[str, arguments.Word("NAME")]
    role: Annotated[str, arguments.Prefix("ROLE", "as:")] = ""
    doc: Annotated[str, DOCUMENT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeGrant(Command, tag="code_grant", kw_only=True, frozen=True):
    """Give a person a role in a code document: viewer, runner, editor or owner; `none` takes it back.

    `*` instead of a name is everyone to whom none was given; they are editors at first.
    """

    under: ClassVar[str] = "code"
    name: Annotated[str, arguments.Word("NAME")]
    role: Annotated[str, arguments.Word("ROLE")]
    doc: Annotated[str, DOCUMENT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeRoles(Command, tag="code_roles", kw_only=True, frozen=True):
    """Show the roles in a code document."""

    under: ClassVar[str] = "code"
    doc: Annotated[str, arguments.Word("DOCUMENT")] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeLink(Command, tag="code_link", kw_only=True, frozen=True):
    """Create a link into a code document: `/code join` with its token gives a role, `uses` times, for a time.

    The role is editor unless another one is given; the token is shown once.
    """

    under: ClassVar[str] = "code"
    doc: Annotated[str, DOCUMENT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""
    role: Annotated[str, arguments.Prefix("ROLE", "as:")] = "editor"
    uses: Annotated[int, arguments.Prefix("N", "uses:", number=True)] = 10
    seconds: Annotated[float | None, arguments.Until("for TIME")] = None


class CodeLinks(Command, tag="code_links", kw_only=True, frozen=True):
    """List the links into a code document."""

    under: ClassVar[str] = "code"
    doc: Annotated[str, arguments.Word("DOCUMENT")] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeUnlink(Command, tag="code_unlink", kw_only=True, frozen=True):
    """Revoke a link into a code document. Those who came by it keep their roles."""

    under: ClassVar[str] = "code"
    id: Annotated[str, arguments.Word("ID")]
    doc: Annotated[str, DOCUMENT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeRename(Command, tag="code_rename", kw_only=True, frozen=True):
    """Give a code document another title."""

    under: ClassVar[str] = "code"
    title: Annotated[str, arguments.Word("TITLE")]
    doc: Annotated[str, DOCUMENT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeLeave(Command, tag="code_leave", kw_only=True, frozen=True):
    """Stop reading a code document."""

    under: ClassVar[str] = "code"
    doc: Annotated[str, arguments.Word("DOCUMENT")] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeClose(Command, tag="code_close", kw_only=True, frozen=True):
    """Close a code document for everyone: it can be read, but not changed any more."""

    under: ClassVar[str] = "code"
    doc: Annotated[str, arguments.Word("DOCUMENT")] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeRun(Command, tag="code_run", kw_only=True, frozen=True):
    """Run a code document as it is now, or (for programs) at a `version`.

    `input` is all that the program can read, unless it is `interactive`: then more can be typed.
    """

    under: ClassVar[str] = "code"
    doc: Annotated[str, DOCUMENT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""
    interactive: Annotated[bool, arguments.Flag("interactive")] = False
    input: Annotated[str, arguments.After("INPUT", key="with")] = ""
    version: int | None = None
