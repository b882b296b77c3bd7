"""What the user asks for about code documents: create, list, open, invite to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from chatservice.client.link.cursors import id_of
from chatservice.client.model.code import OpenCode
from chatservice.client.model.code_document import CodeDocument
from chatservice.client.model.places import tidy
from chatservice.client.model.session import OFFLINE, ClientSession
from chatservice.client.model.transfers import free_path, safe_name
from chatservice.client.model.writing import Writing
from chatservice.client.words import _
from chatservice.model import commands
from chatservice.model.code_documents import file_name, known_ending, language_of
from chatservice.model.edits import with_line_feeds
from chatservice.model.events import FileShared
from chatservice.model.names import fold
from chatservice.model.text_patch import unified_patch

DEFAULT_LANGUAGE = "python"
IMPORT_MAX = 30_000  # bytes of a file that becomes a document in one command

ClassCommand = commands.CodeHandOut | commands.CodeClass | commands.CodeRunAll


class CodeRequests:
    """Methods that return a text return what is wrong, or an empty text."""

    def __init__(
        self, session: ClientSession, writing: Writing, code: OpenCode, folder: Callable[[], Path]
    ) -> None:
        """`folder` gives the one that files are saved in."""
        self.folder = folder
        self._session = session
        self._writing = writing
        self._code = code

    def create(self, key: str, title: str, language: str) -> Any:
        """Create a code document in that conversation, which opens: the future of the answer, or what is
        wrong. The ending of its title decides unless the language was changed."""
        conversation = self._session.state.conversation(key)
        room = conversation.room if conversation is not None else key
        chosen = language.strip() or DEFAULT_LANGUAGE
        if chosen == DEFAULT_LANGUAGE:
            chosen = known_ending(title) or chosen
        return self._session.request(commands.CodeNew(room=room, title=tidy(title), language=chosen))

    def documents_of(self, key: str) -> Any:
        """A future of the code documents of that conversation: `DocumentList`, `Error`, or None."""
        conversation, link = self._session.state.conversation(key), self._session.link
        if conversation is None or link is None:
            return None
        return link.ask(commands.CodeList(room=conversation.room))

    def others_in_room(self, document: CodeDocument) -> list[str]:
        """The people in its room as far as they are known, by name."""
        room = self._session.state.conversations.get(id_of(document.info))
        me = fold(self._session.state.me)
        names = room.members.items() if room is not None else ()
        return [name for folded, name in sorted(names) if folded != me]

    def import_file(self, key: str, path: Path) -> str:
        """A file of this computer becomes a code document in that conversation."""
        try:
            if path.stat().st_size > IMPORT_MAX:
                return _("It is too large: share it in the room, then /code import makes a document of it.")
            text = with_line_feeds(path.read_bytes().decode())
        except UnicodeDecodeError:
            return _("It is not a text.")
        except OSError as error:
            return _("It cannot be read: {strerror}.").format(strerror=error.strerror)
        title = "".join("-" if each in "/: " else each for each in path.name)
        return self._session.ask(
            key, commands.CodeNew(title=title, language=language_of(path.name), text=text)
        )

    def import_shared(self, key: str, seq: int) -> str:
        """A file that was shared in that conversation, in line `seq`, becomes a code document there."""
        conversation = self._session.state.conversation(key)
        line = conversation.lines.get(seq) if conversation is not None else None
        if not isinstance(line, FileShared):
            return ""
        return self._session.ask(key, commands.CodeImport(file=line.file))

    def export(self, document: CodeDocument) -> tuple[str, str]:
        """The text that is shown, as a file among the downloads: where it is, or what is wrong."""
        past, info = document.past, document.info
        text = document.pending.text if past.text is None else past.text
        return self._save(file_name(info.title, info.language), text)

    def export_patch(self, document: CodeDocument) -> tuple[str, str]:
        """What has changed since the version that is shown, as `export`."""
        past, now, info = document.past, document.pending, document.info
        if past.text is None:
            return "", _("Choose a version first: History shows them.")
        name = file_name(info.title, info.language)
        was, is_ = f"{name}\tversion {past.version}", f"{name}\tversion {now.version}"
        patch = unified_patch(past.text, now.text, was, is_)
        if not patch:
            return "", _("Nothing has changed since that version.")
        return self._save(f"{name}.patch", patch)

    def _save(self, name: str, text: str) -> tuple[str, str]:
        path = free_path(self.folder(), safe_name(name))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, newline="\n")
        except OSError as error:
            return "", _("{path} cannot be written: {strerror}.").format(path=path, strerror=error.strerror)
        return str(path), ""

    def ask_class(self, document: CodeDocument, command: type[ClassCommand]) -> str:
        """The conversation of its room shows the answer."""
        info = document.info
        return self._session.ask(id_of(info), command(doc=info.doc, room=info.rid or info.room))

    def run_block(self, key: str, seq: int, block: int, language: str) -> str:
        """Run the program in that block of a line; the conversation shows how it goes."""
        return self._session.ask(key, commands.Run(line=seq, block=block, language=language))

    def output(self, key: str, run: int, start: int) -> Any:
        """A future of what that program printed, from that line on: `RunOutput`, `Error`, or None; or what is
        wrong."""
        conversation = self._session.state.conversation(key)
        room = conversation.room if conversation is not None else key
        return self._session.request(commands.RunShow(run=run, start=start, room=room))

    def open(self, doc: str) -> str:
        if not self._code.join(doc):
            return _(OFFLINE)
        self._session.redraw()
        return ""
