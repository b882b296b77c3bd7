"""Reading: which stretch of each conversation is on the screen, and the requests for more of it."""

from collections.abc import Iterable
from typing import Any

import msgspec

from chatservice.client.link.unsent import UnsentEntry, UnsentStatus
from chatservice.client.model.conversation import Conversation
from chatservice.client.model.items import Item, PageFacts
from chatservice.client.model.languages import RunnableLanguages
from chatservice.client.model.link_cards import LinkQuestions
from chatservice.client.model.mentions import pattern
from chatservice.client.model.session import ClientSession
from chatservice.client.model.viewport import Viewport
from chatservice.client.words import _
from chatservice.model import commands
from chatservice.model.names import LOBBY, fold

READINGS_MAX = 64  # conversations whose scroll position is kept


class Readings:
    """`viewports` by key of the conversation; `in_front`: the user is looking at the window."""

    def __init__(self, session: ClientSession, in_front: bool = True, has_cards: bool = True) -> None:
        self._session = session
        self._languages = RunnableLanguages(session)
        self.link_questions = LinkQuestions(session, has_cards)
        self.viewports: dict[str, Viewport] = {}
        self.in_front = in_front

    def get(self, key: str) -> Viewport | None:
        """The viewport of the conversation with that key, if it has been read."""
        return self.viewports.get(key)

    def of(self, key: str) -> Viewport | None:
        """The viewport of that conversation, begun if there is none; its newest lines are requested."""
        conversation = self._session.state.conversation(key)
        if conversation is None:
            return None
        reading = self.viewports.get(conversation.key)
        if reading is None or reading.conversation is not conversation:
            reading = self._begin(conversation)
        empty = not conversation.runs.runs and (conversation.head or conversation.kind != "public")
        if empty and not conversation.tried and self._session.here:
            conversation.tried = True
            self._page(conversation, before=None)
        self._meet(conversation)
        return reading

    def _meet(self, conversation: Conversation) -> None:
        """Ask who is in a room that the server had kept for this account: its welcome names nobody."""
        unknown = conversation.kind == "public" and conversation.joined and not conversation.present
        if unknown and not conversation.asked and self._session.here:
            conversation.asked = True
            self._session.send(commands.Who(room=conversation.room, ref="who"))

    def _begin(self, conversation: Conversation) -> Viewport:
        reading = self.viewports[conversation.key] = Viewport(conversation)
        reading.hold_unread()
        while len(self.viewports) > READINGS_MAX:
            del self.viewports[next(iter(self.viewports))]
        return reading

    def items(self, key: str) -> list[Item]:
        reading = self.of(key)
        if reading is None:
            return []
        unsent = self._unsent_of(reading.conversation)
        state = self._session.state
        uploads = [each for each in state.uploads if each.room == reading.conversation.room]
        facts = PageFacts(state.carried, uploads, self._languages.runnable, self.link_questions.shown)
        items = reading.items(state.me, unsent, self._session.now(), facts)
        self.link_questions.look_at(reading.conversation, items)
        if reading.has_code:
            self._languages.ask()
        return items

    def needs_account(self) -> bool:
        """Whether programs are run for people with an account, and the user is none of them."""
        self._languages.ask()
        return self._languages.runnable.needs_account

    def _unsent_of(self, conversation: Conversation) -> Iterable[UnsentEntry]:
        """My lines in that conversation that are not in its log yet; in the lobby, also failed lines
        whose room is missing."""
        lines = self._session.link.unsent if self._session.link is not None else ()
        mine = [entry for entry in lines if entry.say.room == conversation.room]
        if fold(conversation.name) == LOBBY:
            rooms = {each.room for each in self._session.state.conversations.values()}
            mine += [
                _stray(entry)
                for entry in lines
                if entry.standing is UnsentStatus.FAILED and entry.say.room not in rooms
            ]
        return mine

    def mention(self) -> Any:
        """The pattern of what the user wants to be told of: name and keywords."""
        state = self._session.state
        return pattern(state.me, tuple(filter(None, state.mention_words)))

    def look_at(self, key: str, at_end: bool) -> None:
        """`key` is the open tab; `at_end`: its newest line is visible."""
        state = self._session.state
        conversation, reading = state.conversation(key), self.of(key)
        if conversation is None or state.focus != conversation.key:
            left = self.viewports.get(state.focus)
            if left is not None:
                left.clear_unread()
        if conversation is not None and conversation.unread and reading is not None:
            reading.hold_unread()
        state.look(key, at_end and self.in_front)

    def earlier(self, key: str) -> bool:
        """Handle scrolling to the top; True when more lines are visible at once."""
        reading = self.of(key)
        if reading is None:
            return False
        before = reading.low
        edge = reading.earlier()
        if edge is not None:
            self._page(reading.conversation, before=edge)
        return reading.low != before

    def later(self, key: str) -> bool:
        """Handle scrolling to the end; True when more lines are visible at once."""
        reading = self.of(key)
        if reading is None:
            return False
        before = reading.high, reading.follow
        edge = reading.later()
        if edge is not None:
            self._page(reading.conversation, after=edge)
        return (reading.high, reading.follow) != before

    def jump_to(self, conversation: Conversation, seq: int) -> None:
        """Show that line, now or when it has come."""
        reading = self.of(conversation.key)
        before = reading.to(seq) if reading is not None else None
        if reading is not None and before is not None:
            self._page(conversation, before=before)
            reading.follow = False
            reading.low, reading.high = seq, seq

    def _page(self, conversation: Conversation, before: int | None = None, after: int | None = None) -> None:
        if not self._session.here:
            return
        if after is not None:
            self._session.state.later(conversation, after)
        else:
            self._session.state.earlier(conversation, before)
        self._session.send_wants()

    def search(self, text: str, key: str = "") -> bool:
        """Search for `text`, in one conversation or in all of mine; False when it was not sent."""
        state = self._session.state
        conversation = state.conversation(key) if key else None
        state.found = None
        command = commands.Search(text=text, room=conversation.room if conversation else "", ref="search")
        return bool(text.strip()) and self._session.send(command)


def _stray(entry: UnsentEntry) -> UnsentEntry:
    return msgspec.structs.replace(
        entry, reason=_("It was for {entry}. {reason}").format(entry=entry.title, reason=entry.reason).strip()
    )
