"""What the user does with a line of a conversation: changes, marks, deletes it, or goes to it."""

import secrets
from typing import Any

import msgspec

from chatservice.client.model.conversation import Conversation
from chatservice.client.model.permalinks import permalink
from chatservice.client.model.poll_rows import vote_after
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.session import OFFLINE, ClientSession
from chatservice.client.words import _, marked
from chatservice.model import commands
from chatservice.model.events import Error, Line, PollAsked

CUT = marked("The connection was cut: your line may not have been changed. Ctrl-Up brings its new text back.")


class LineRequests:
    """Methods that return a text return what is wrong, or an empty text. What the server refuses is shown
    in the conversation."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    def _send(self, key: str, seq: int, kind: type[Any], **values: Any) -> str:
        conversation = self._session.state.conversation(key)
        if conversation is None:
            return _(OFFLINE)
        command = kind(room=conversation.room, seq=seq, **values)
        return "" if self._session.send(command) else _(OFFLINE)

    def edit(self, key: str, seq: int, text: str) -> str:
        conversation, link = self._session.state.conversation(key), self._session.link
        if conversation is None or link is None or not link.here:
            return _(OFFLINE)
        command = commands.Edit(room=conversation.room, seq=seq, text=text, key=secrets.token_urlsafe(16))
        link.ask(command).addCallback(self._edited, conversation)
        return ""

    def _edited(self, answer: object, conversation: Conversation) -> None:
        wrong = _(CUT) if answer is None else harmless(answer.text) if isinstance(answer, Error) else ""
        if wrong:
            self._session.state.tell(conversation.key, [wrong], "refusal")
            self._session.redraw()

    def react(self, key: str, seq: int, emoji: str) -> str:
        """Put that reaction, or take it back if it is the user's already."""
        conversation = self._session.state.conversation(key)
        line = conversation.lines.get(seq) if conversation is not None else None
        mine = isinstance(line, Line) and any(each.mine for each in line.reactions if each.emoji == emoji)
        return self._send(key, seq, commands.React, emoji=emoji, on=not mine)

    def ask_reactions(self, key: str, seq: int) -> str:
        """Ask who reacted; the conversation shows it."""
        return self._ask(key, commands.Reactions(seq=seq))

    def reactions(self, key: str, seq: int) -> Any:
        """A future of who reacted to that line: a `ReactionList`, an `Error`, or None."""
        conversation, link = self._session.state.conversation(key), self._session.link
        if conversation is None or link is None:
            return None
        return link.ask(commands.Reactions(room=conversation.room, seq=seq))

    def say_later(self, key: str, when: str, text: str, once: str) -> Any:
        """The future of the answer, or what is wrong. `once`: a key, so that it is said once however often it
        is asked for."""
        if not when.strip() or not text.strip():
            return _("A time and a text are needed.")
        return self._ask_waiting(key, commands.SayLater(when=when.strip(), text=text, key=once))

    def ask_poll(
        self, key: str, question: str, choices: list[str], many: bool, anonymous: bool, once: str
    ) -> Any:
        """As `say_later`."""
        if not question.strip() or len(choices) < 2:
            return _("A poll needs a question and two choices.")
        command = commands.AskPoll(
            question=question.strip(),
            choices=choices,
            many=many,
            anonymous=anonymous,
            key=once,
        )
        return self._ask_waiting(key, command)

    def vote(self, key: str, seq: int, number: int) -> str:
        """Vote for that choice of a poll, or take the vote back."""
        conversation = self._session.state.conversation(key)
        poll = conversation.lines.get(seq) if conversation is not None else None
        if not isinstance(poll, PollAsked):
            return ""
        return self._send(key, seq, commands.Vote, choices=vote_after(poll, number))

    def close_poll(self, key: str, seq: int) -> str:
        return self._send(key, seq, commands.PollClose)

    def pin(self, key: str, seq: int, on: bool) -> str:
        return self._send(key, seq, commands.Pin if on else commands.Unpin)

    def bookmark(self, key: str, seq: int, on: bool = True) -> str:
        return self._ask(key, (commands.Bookmark if on else commands.Unbookmark)(seq=seq))

    def remind(self, key: str, seq: int, when: str) -> Any:
        """The future of the answer, or what is wrong."""
        if not when.strip():
            return _("A time is missing.")
        return self._ask_waiting(key, commands.Remind(when=when, seq=seq))

    def mark_unread(self, key: str, seq: int) -> str:
        wrong = self._send(key, seq, commands.MarkUnread)
        conversation = self._session.state.conversation(key)
        if conversation is not None and not wrong:
            conversation.hold_from(seq)
        return wrong

    def delete(self, key: str, seq: int) -> str:
        return self._send(key, seq, commands.Delete)

    def report(self, key: str, seq: int, reason: str) -> Any:
        """The future of the answer, or what is wrong."""
        return self._ask_waiting(key, commands.Report(seq=seq, reason=reason))

    def _ask(self, key: str, command: commands.Command) -> str:
        """Ask, with the room of the conversation; it shows the answer."""
        conversation = self._session.state.conversation(key)
        if conversation is None:
            return _(OFFLINE)
        return self._session.ask(key, msgspec.structs.replace(command, room=conversation.room))

    def _ask_waiting(self, key: str, command: commands.Command) -> Any:
        conversation = self._session.state.conversation(key)
        if conversation is None:
            return _(OFFLINE)
        return self._session.ask_waiting(key, msgspec.structs.replace(command, room=conversation.room))

    def link_to(self, key: str, seq: int) -> str:
        """The permanent address of a line; empty when it has none: a conversation of two has another name
        for each of them."""
        state = self._session.state
        conversation = state.conversation(key)
        if conversation is None or conversation.kind == "direct" or not state.http:
            return ""
        return permalink(state.http, conversation.name, seq)
