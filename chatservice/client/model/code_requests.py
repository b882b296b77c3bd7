"""What the user asks for about code documents: create, list, open, invite to."""

from typing import Any

from chatservice.client.link.cursors import id_of
from chatservice.client.model.code import OpenCode
from chatservice.client.model.code_document import CodeDocument
from chatservice.client.model.session import OFFLINE, ClientSession
from chatservice.client.model.writing import Writing
from chatservice.model import commands
from chatservice.model.names import fold


class CodeRequests:
    """Methods that return a text return what is wrong, or an empty text."""

    def __init__(self, session: ClientSession, writing: Writing, code: OpenCode) -> None:
        self._session = session
        self._writing = writing
        self._code = code

    def create(self, key: str, title: str, language: str) -> str:
        """Create a code document in that conversation; it opens, or the conversation says why not."""
        command = commands.CodeNew(title=title.strip(), language=language.strip())
        return self._session.ask(key, command)

    def documents_of(self, key: str) -> Any:
        """A future of the code documents of that conversation: `DocumentList`, `Error`, or None."""
        conversation, link = self._session.state.conversation(key), self._session.link
        if conversation is None or link is None:
            return None
        return link.ask(commands.CodeList(room=conversation.room))

    def invite(self, document: CodeDocument, name: str) -> str:
        """Invite a person to it, and add them to its room if that is a group."""
        name = name.strip().removeprefix("@")
        if not name:
            return "A name is missing."
        info = document.info
        room = self._session.state.conversations.get(id_of(info))
        if room is not None and room.kind == "group" and fold(name) not in room.members:
            self._session.ask(room.key, commands.Invite(name=name))
        enter = f"/join {info.room}, then " if room is None or room.kind == "public" else ""
        return self._writing.say(f"@{name}", f"Write {info.title} with me: {enter}/code join {info.doc}")

    def open(self, doc: str) -> str:
        if not self._code.join(doc):
            return OFFLINE
        self._session.redraw()
        return ""
