"""Who types: telling the others that the user does, and what a window says of them. Pure but for sending."""

from collections.abc import Sequence

from chatservice.client.model.conversation import Conversation
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.session import ClientSession
from chatservice.client.words import _, n_
from chatservice.model.commands import Typing
from chatservice.model.names import fold

AGAIN_AFTER = 3.0  # seconds between two notices of one typist
NAMED = 2
SEEN_NAMED = 5


class TypingNotices:
    """Tells the others in a conversation that the user types there, now and then."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session
        self._room = ""
        self._told = 0.0

    def typed(self, key: str, text: str) -> None:
        """The line being written in that conversation is `text` now. A command is nobody's business."""
        conversation = self._session.state.conversation(key)
        room = conversation.room if conversation is not None else ""
        types = bool(text.strip()) and not text.startswith("/")
        if self._room and (room != self._room or not types):
            self._tell(self._room, on=False)
        if room and types and (room != self._room or self._session.now() - self._told >= AGAIN_AFTER):
            self._tell(room, on=True)

    def said(self) -> None:
        """The line was sent, which tells the others by itself."""
        self._room = ""

    def _tell(self, room: str, on: bool) -> None:
        self._room = room if on else ""
        self._told = self._session.now()
        self._session.send(Typing(room=room, on=on, ref="typing"))


def seen_words(conversation: Conversation, me: str) -> str:
    """`Seen by bob and carol`: who has read my line, if it is the last one of a private conversation."""
    last = conversation.lines.get(conversation.head)
    if conversation.kind == "public" or last is None or fold(last.sender) != fold(me):
        return ""
    names = [harmless(name) for name, seq in conversation.readers.values() if seq >= last.seq]
    if not names:
        return ""
    if conversation.kind == "direct":
        return _("Seen")
    more = len(names) - SEEN_NAMED
    others = " " + n_("and {count} more", "and {count} more", more) if more > 0 else ""
    return _("Seen by {names}{more}").format(names=", ".join(names[:SEEN_NAMED]), more=others)


def typing_words(names: Sequence[str]) -> str:
    """`bob and carol are typing`; empty if nobody is."""
    if not names:
        return ""
    if len(names) > NAMED:
        more = n_("{count} more", "{count} more", len(names) - 1)
        return _("{name} and {more} are typing…").format(name=harmless(names[0]), more=more)
    if len(names) == 1:
        return _("{name} is typing…").format(name=harmless(names[0]))
    return _("{name} and {other} are typing…").format(name=harmless(names[0]), other=harmless(names[1]))
