"""The head of a code document's tab: its title, whether it is saved, its buttons, who has it open."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import NamedTuple

from chatservice.client.model.code_document import CodeDocument, CodePhase
from chatservice.client.model.render import colour_of
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.tips import IconButton
from chatservice.client.words import _, n_
from chatservice.model.code_documents import PLAIN
from chatservice.model.names import fold

PEOPLE_SHOWN = 8


class HeadActions(NamedTuple):
    """What its buttons do; `more` gets the button, for a menu beside it."""

    run: Callable[[], None]
    history: Callable[[], None]
    invite: Callable[[], None]
    more: Callable[[tk.Misc], None]
    needs_account: Callable[[], bool]  # whether only then the program may be run


class CodeHead(ttk.Frame):
    """`me` gives the user's name."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        document: CodeDocument,
        me: Callable[[], str],
        actions: HeadActions,
    ) -> None:
        super().__init__(master)
        self.look, self.document, self._me = look, document, me
        self._needs_account = actions.needs_account
        self._people: list[str] = []
        px = look.px
        row = ttk.Frame(self, padding=(px(10), px(6)))
        row.pack(side="top", fill="x")
        self.title = ttk.Label(row, style="Title.TLabel")
        self.saved = ttk.Label(row, style="Faint.TLabel")
        self.people = ttk.Frame(self, padding=(px(6), 0, px(6), px(4)))
        self.run = ttk.Button(
            row, text=_("Run"), style="Accent.TButton", command=actions.run, takefocus=False
        )
        self.stop = ttk.Button(row, text=_("Stop"), command=document.stop_run, takefocus=False)
        self.invite = IconButton(row, look, "users", _("Invite"), actions.invite, takefocus=False)
        self.history = IconButton(row, look, "clock", _("History"), actions.history, takefocus=False)
        self.more = IconButton(
            row, look, "ellipsis", _("More"), lambda: actions.more(self.more), takefocus=False
        )
        shown = [self.run, self.stop] if document.info.language != PLAIN else []
        for button in (*shown, self.invite, self.history, self.more):
            button.pack(side="right", padx=(px(6), 0))
        self.title.pack(side="left")
        self.saved.pack(side="left", padx=px(12))
        self.people.pack(side="top", fill="x")

    def restyle(self) -> None:
        self._people = []
        for button in (self.invite, self.history, self.more):
            button.restyle()

    def tell(self) -> None:
        document = self.document
        info = document.info
        self.title.configure(text=f"{harmless(info.title)}  ({harmless(info.language)})")
        self.tell_saved()
        running = document.run is not None and document.run.running
        ready = document.phase is CodePhase.OPEN and not running and not document.wants_run
        blocked = self._needs_account()
        self.run.configure(text=_("Run (needs an account)") if blocked else _("Run"))
        self.run.state(["!disabled" if ready and document.role != "viewer" and not blocked else "disabled"])
        self.stop.state(["!disabled" if running else "disabled"])
        self._tell_people()

    def tell_saved(self) -> None:
        self.saved.configure(text=self._saved_words())

    def _saved_words(self) -> str:
        document = self.document
        if document.phase is CodePhase.GONE:
            return _("Not available any more")
        if not document.pending.is_saved:
            return _("Saving…") if document.phase is CodePhase.OPEN else _("Not connected: not saved yet")
        if not document.can_edit:
            return (
                _("Closed, read only")
                if document.info.closed
                else _("Read only: {role}").format(role=document.role)
            )
        return _("Saved") if document.phase is CodePhase.OPEN else _("Not connected")

    def _tell_people(self) -> None:
        people = self.document.people
        if people == self._people:
            return
        self._people = list(people)
        for child in self.people.winfo_children():
            child.destroy()
        for name in people[:PEOPLE_SHOWN]:
            words = f"{harmless(name)} {_('(you)')}" if fold(name) == fold(self._me()) else harmless(name)
            label = ttk.Label(self.people, text=words)
            label.configure(foreground=colour_in(self.look, name))
            label.pack(side="left", padx=self.look.px(5))
        if len(people) > PEOPLE_SHOWN:
            ttk.Label(
                self.people, text=n_("and {count} more", "and {count} more", len(people) - PEOPLE_SHOWN)
            ).pack(side="left")


def colour_in(look: Theme, name: str) -> str:
    """Of a person, as #rrggbb."""
    return look.palette.names[int(colour_of(name).removeprefix("name-"))]
