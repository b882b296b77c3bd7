"""What the user chose: what notifies them, and what they show of themselves. The server keeps it, so that
all devices agree; what a guest may not keep there stays in this client."""

from chatservice.client.model.conversation import Conversation
from chatservice.client.model.preferences import Preferences
from chatservice.client.model.session import OFFLINE, ClientSession
from chatservice.client.words import _
from chatservice.model import commands
from chatservice.model.events import Event, LevelIs

ALWAYS = "on"  # quiet hours without an end


class OwnChoices:
    """Methods that return a text return what is wrong, or an empty text."""

    def __init__(self, session: ClientSession, memory: Preferences) -> None:
        self._session = session
        self._memory = memory

    # What notifies the user.

    def level(self, conversation: Conversation) -> str:
        """Of an open room, every line notifies only a user who chose that here."""
        return conversation.level if conversation.level != "all" else self._memory.level(conversation)

    def set_level(self, key: str, level: str) -> None:
        """Set what of that conversation the user is notified of."""
        conversation = self._session.state.conversation(key)
        if conversation is not None:
            self._memory.set_level(conversation, level)
            conversation.level = level
            self._session.send(commands.SetLevel(room=conversation.room, level=level))
            self._session.redraw()

    def fold(self, event: Event) -> None:
        """Another device may have chosen."""
        conversation = (
            self._session.state.conversation(event.rid or event.room) if isinstance(event, LevelIs) else None
        )
        if conversation is not None and isinstance(event, LevelIs):
            self._memory.set_level(conversation, event.level)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing notifies the user at this time of the day."""
        return self._session.state.chosen_now.is_quiet(self._session.now())

    def set_quiet(self, hours: str) -> str:
        """`hours` such as ``22:00-07:00``, `ALWAYS`, or empty for none."""
        return self._set("quiet", hours)

    def set_keywords(self, words: list[str]) -> str:
        if self._session.state.account:
            return self._set("keywords", ", ".join(words))
        self._memory.values.keywords[:] = words
        self._memory.save()
        return ""

    @property
    def keywords(self) -> list[str]:
        return list(dict.fromkeys([*self._session.state.chosen.keywords, *self._memory.values.keywords]))

    # What others see.

    def set_status(self, words: str, end: str) -> str:
        return self._send(commands.SetStatus(text=words.strip(), end=end.strip()))

    def set_away(self, words: str, end: str) -> str:
        return self._send(commands.Away(text=words.strip(), end=end.strip()))

    def come_back(self) -> str:
        return self._send(commands.Away(off=True))

    def set_profile(self, **values: str) -> str:
        """The fields that differ from what is known."""
        for name, value in values.items():
            if value.strip() != getattr(self._session.state.chosen, name):
                wrong = self._set(name, value)
                if wrong:
                    return wrong
        return ""

    def _set(self, name: str, value: str) -> str:
        return self._send(commands.SetPreference(name=name, value=value.strip() or ""))

    def _send(self, command: commands.Command) -> str:
        return "" if self._session.send(command) else _(OFFLINE)
