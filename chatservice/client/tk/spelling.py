"""Underlines what is misspelt in the line, and offers what may have been meant: a right click.

The line is looked at when nothing was typed for a moment; the dictionaries are asked in another thread.
"""

import tkinter as tk
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from twisted.logger import Logger

from chatservice.client.model.spelling import KnownWords, TextWord, words
from chatservice.client.spell_checker import spell_checker, system_language
from chatservice.client.tk.line_editing import paste_over
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _, marked

PAUSE = 300  # milliseconds without a key
TAG = "misspelt"
USUAL = {
    marked("Cut"): "<<Cut>>",
    marked("Copy"): "<<Copy>>",
    marked("Paste"): "<<Paste>>",
    marked("Select all"): "<<SelectAll>>",
}
log = Logger()


def _failed(failure: Any) -> None:
    log.failure("the dictionary failed", failure=failure)


class Spelling:
    """The one of a window, for each line that is written there."""

    def __init__(self, reactor: Any, memory: Any) -> None:
        self._checker = spell_checker(reactor)
        self.known = KnownWords()
        self._ready = False
        self.changed: Callable[[], None] = lambda: None  # look at the line again
        self.use(memory.values.spelling)

    @property
    def languages(self) -> list[str]:
        """Those that there are dictionaries for."""
        return self._checker.languages

    def use(self, language: str) -> None:
        """The dictionary of that language, the system's if it is empty, or none at all (`OFF`)."""
        self._ready = False
        self._checker.use(language, system_language()).addCallbacks(self._opened, _failed)

    def _opened(self, name: str) -> None:
        self.known.clear()
        self._ready = bool(name)
        self.changed()

    def wrong(self, found: list[TextWord], is_name: Callable[[str], bool]) -> list[TextWord] | None:
        """Those that are misspelt; None before all of them were looked up: then `changed` is called."""
        if not self._ready:
            return []
        unknown = self.known.unknown(found)
        if unknown:
            self._checker.check(unknown).addCallbacks(self._learn, _failed)
            return None
        return self.known.wrong(found, is_name)

    def _learn(self, answers: Mapping[str, bool]) -> None:
        self.known.learn(answers)
        if answers:
            self.changed()

    def suggest(self, word: str, show: Callable[[list[str]], None]) -> None:
        self._checker.suggest(word).addCallbacks(show, _failed)

    def add(self, word: str) -> None:
        """It is right from now on, for all programs that ask these dictionaries."""
        self.known.learn({word: True})
        self._checker.add(word).addErrback(_failed)
        self.changed()


class SpelltLine:
    """Draws it in `text`; `menu` gives an empty menu, `is_name` tells whom and what the user may name."""

    def __init__(
        self,
        text: tk.Text,
        look: Theme,
        spelling: Spelling,
        menu: Callable[[], tk.Menu],
        is_name: Callable[[str], bool],
    ) -> None:
        self._text, self._look, self._spelling = text, look, spelling
        self._menu, self._is_name = menu, is_name
        self._due = ""
        spelling.changed = self.look_again
        text.bind("<Button-3>", self._asked)
        for moved in ("<KeyRelease>", "<ButtonRelease-1>"):
            text.bind(moved, lambda _: self.typed(), add=True)
        self.restyle()

    def restyle(self) -> None:
        self._text.tag_configure(TAG, underline=True, underlinefg=self._look.palette.bad)

    def typed(self) -> None:
        """Look at it in a moment."""
        if self._due:
            self._text.after_cancel(self._due)
        self._due = self._text.after(PAUSE, self.look_again)

    def look_again(self) -> None:
        if not self._text.winfo_exists():
            return
        if self._due:
            self._text.after_cancel(self._due)
        self._due = ""
        value = str(self._text.get("1.0", "end-1c"))
        found = words(value, len(self._text.get("1.0", "insert")))
        wrong = self._spelling.wrong(found, self._is_name)
        if wrong is None:
            return
        self._text.tag_remove(TAG, "1.0", "end")
        for word in wrong:
            self._text.tag_add(TAG, self._index(value, word.start), self._index(value, word.end))

    def _index(self, value: str, offset: int) -> str:
        """The text's index of an offset: Tk counts an emoji as one character, or as two."""
        wide = sum(char > "\uffff" for char in value[:offset])
        index = f"1.0 + {offset} indices"
        return (
            index
            if not wide or self._text.get("1.0", index) == value[:offset]
            else f"{index} + {wide} indices"
        )

    def _asked(self, event: Any) -> str:
        """What may have been meant, and what else can be done with the text."""
        self._text.focus_set()
        at = f"@{event.x},{event.y}"
        start, end = map(str, self._text.tag_prevrange(TAG, f"{at} + 1 indices") or ("", ""))
        word = str(self._text.get(start, end)) if start and self._text.compare(at, "<", end) else ""
        show = partial(self._show, event.x_root, event.y_root, word, start, end)
        if word:
            self._spelling.suggest(word, show)
        else:
            show([])
        return "break"

    def _show(self, x: int, y: int, word: str, start: str, end: str, suggestions: list[str]) -> None:
        if not self._text.winfo_exists():
            return
        menu = self._menu()
        for each in suggestions:
            menu.add_command(label=each, command=partial(self._replace, word, start, end, each))
        if word:
            if not suggestions:
                menu.add_command(label=_("No suggestions"), state="disabled")
            menu.add_separator()
            menu.add_command(label=_("Add to the dictionary"), command=partial(self._spelling.add, word))
            menu.add_separator()
        self._add_usual(menu)
        menu.tk_popup(x, y)

    def _add_usual(self, menu: tk.Menu) -> None:
        for label, name in USUAL.items():
            menu.add_command(label=_(label), command=partial(self._text.event_generate, name))
        if not self._text.tag_ranges("sel"):
            for label in (_("Cut"), _("Copy")):
                menu.entryconfigure(label, state="disabled")

    def _replace(self, word: str, start: str, end: str, meant: str) -> None:
        """Unless the text has changed meanwhile."""
        if self._text.get(start, end) == word:
            self._text.tag_remove("sel", "1.0", "end")
            self._text.tag_add("sel", start, end)
            self._text.mark_set("insert", end)
            paste_over(self._text, meant)
            self._text.event_generate("<<Modified>>")
