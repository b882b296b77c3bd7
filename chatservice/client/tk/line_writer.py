"""What the line one writes does: send, complete, recall, edit; for the open conversation."""

import tkinter as tk
from collections.abc import Callable
from typing import Any

from chatservice.client.model import bidi, completion
from chatservice.client.model.controller import Controller
from chatservice.client.model.quotes import target_words
from chatservice.client.tk.composer import Composer
from chatservice.client.tk.emoji_chooser import EmojiChooser
from chatservice.client.tk.spelling import SpelltLine
from chatservice.client.tk.theme import Theme
from chatservice.model.names import fold


class LineWriter:
    """Makes the `composer` in `master`; `current` gives the key of the open conversation, `actions` are the
    app's."""

    def __init__(
        self, master: tk.Misc, look: Theme, desk: Controller, actions: Any, current: Callable[[], str]
    ) -> None:
        self.look, self.desk, self._current = look, desk, current
        self.composer = Composer(
            master,
            look,
            self._submit,
            self._complete,
            self._recall,
            self._hint,
            actions.attach,
            actions.paste,
            self._ask_emoji,
        )
        self.spelt = SpelltLine(self.composer.text, look, actions.spelling, actions.fresh_menu, self._is_name)
        self.composer.types = self._types
        self.composer.edit_last = self._edit_last
        self.composer.end_target = self._end_target
        self.composer.rest = desk.writing.rest

    def _is_name(self, word: str) -> bool:
        """Of a person or a room."""
        state, folded = self.desk.state, fold(word)
        conversation = state.conversations.get(self._current())
        members = conversation.members if conversation is not None else {}
        return folded in state.people or folded in members or state.conversation(word) is not None

    def _types(self, text: str) -> None:
        self.spelt.typed()
        self.desk.writing.typed(text)
        if self.desk.writing.target is None or not self.desk.writing.target.edit:
            self.desk.typing.typed(self.desk.writing.drafts.writing, text)

    def _submit(self, text: str) -> str:
        wrong = self.desk.writing.submit(self.desk.writing.drafts.writing, text)
        self.tell_target()
        if not wrong:
            self.desk.typing.said()
        return wrong

    def tell_target(self) -> None:
        """Show what the text in the composer is for."""
        target = self.desk.writing.target
        conversation = self.desk.state.conversations.get(self.desk.writing.drafts.writing)
        if target is None or conversation is None:
            self.composer.show_target("")
        else:
            self.composer.show_target(target_words(target, conversation))

    def _edit_last(self) -> str | None:
        seq = self.desk.writing.last_own()
        if not seq:
            return None
        text = self.desk.writing.begin_edit(seq, "")
        self.tell_target()
        return text

    def _end_target(self, text: str) -> str:
        rest = self.desk.writing.end_target(text)
        self.tell_target()
        return rest

    def _ask_emoji(self) -> None:
        EmojiChooser(self.look, self.desk.memory, self.composer.add)

    def _complete(self, before: str, back: bool) -> str | None:
        conversation = self.desk.state.conversations.get(self._current())
        near = list(conversation.members.values()) if conversation is not None else []
        names = dict.fromkeys([*near, *self.desk.state.people.values()])
        names.pop(self.desk.state.me, None)
        return self.desk.writing.completion.next(before, names, back)

    def _recall(self, now: str, up: bool) -> str | None:
        return self.desk.writing.recall.up(now) if up else self.desk.writing.recall.down()

    def _hint(self, text: str) -> str:
        if bidi.is_rtl(text):  # as it will be seen: the line itself shows it in the order of typing
            return bidi.line(" ".join(text.split()))[-120:]
        uses = completion.hints(text)
        return "    ".join(uses[:4]) + ("  …" if len(uses) > 4 else "")
