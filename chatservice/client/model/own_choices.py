"""What the user chose: what notifies them, and what they show of themselves. The server keeps it, so that
all devices agree; what a guest may not keep there stays in this client."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from chatservice.client.model.conversation import Conversation
from chatservice.client.model.preferences import Preferences
from chatservice.client.model.session import ClientSession
from chatservice.model import commands
from chatservice.model.events import Error, Event, LevelIs

ALWAYS = "on"  # quiet hours without an end


class OwnChoices:
    """Methods that set something return the future of the server's answer, or what is wrong ("": nothing)."""

    def __init__(self, session: ClientSession, memory: Preferences) -> None:
        self._session = session
        self._memory = memory

    # What notifies the user.

    def level(self, conversation: Conversation) -> str:
        """Of an open room, every line notifies only a user who chose that here."""
        return conversation.level if conversation.level != "all" else self._memory.level(conversation)

    @property
    def muted(self) -> set[str]:
        """The keys of conversations of which nothing notifies the user."""
        known = self._session.state.conversations
        return {key for key, each in known.items() if self.level(each) == "none"}

    def set_level(self, key: str, level: str) -> None:
        """Set what of that conversation the user is notified of."""
        conversation = self._session.state.conversation(key)
        if conversation is not None:
            self._memory.set_level(conversation, level)
            conversation.level = level
            self._session.send(commands.SetLevel(room=conversation.room, level=level))
            self._session.state.changed.add("places")
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

    def set_quiet(self, hours: str) -> Any:
        """`hours` such as ``22:00-07:00``, `ALWAYS`, or empty for none."""
        return self._set("quiet", hours)

    def set_keywords(self, words: list[str]) -> Any:
        if self._session.state.account:
            return self._set("keywords", ", ".join(words))
        self._memory.values.keywords[:] = words
        self._memory.save()
        return ""

    @property
    def keywords(self) -> list[str]:
        return list(dict.fromkeys([*self._session.state.chosen.keywords, *self._memory.values.keywords]))

    # What others see.

    def set_status(self, words: str, end: str) -> Any:
        return self._send(commands.SetStatus(text=words.strip(), end=end.strip()))

    def set_away(self, words: str, end: str) -> Any:
        return self._send(commands.Away(text=words.strip(), end=end.strip()))

    def come_back(self) -> Any:
        return self._send(commands.Away(off=True))

    def set_profile(self, **values: str) -> Any:
        """The fields that differ from what is known."""
        known = self._session.state.chosen
        changed = [name for name, value in values.items() if value.strip() != getattr(known, name)]
        return self.in_turn([partial(self._set, name, values[name]) for name in changed])

    def in_turn(self, changes: Sequence[Callable[[], Any]]) -> Any:
        """Each of them after the answer to the one before, up to the first that is refused."""
        if not changes:
            return ""
        answer, rest = changes[0](), changes[1:]
        if isinstance(answer, str):
            return answer or self.in_turn(rest)
        if rest:
            answer.addCallback(lambda came: came if _is_refusal(came) else self.in_turn(rest))
        return answer

    def _set(self, name: str, value: str) -> Any:
        return self._send(commands.SetPreference(name=name, value=value.strip() or ""))

    def _send(self, command: commands.Command) -> Any:
        return self._session.request(command)


def _is_refusal(answer: Any) -> bool:
    return answer is None or isinstance(answer, Error)
