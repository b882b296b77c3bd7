"""The strip over the line one writes: what is wrong with the connection, and what can be done about it."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from chatservice.client.link.transport import LinkPhase
from chatservice.client.model.controller import Controller
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _


class Banner(ttk.Frame):
    """It takes the place of what stands in its row otherwise, so that nothing else moves. `actions` are the
    app's."""

    def __init__(self, master: tk.Misc, look: Theme, desk: Controller, actions: Any) -> None:
        px = look.px
        super().__init__(master, style="Banner.TFrame", padding=(px(14), 0))
        self.look, self.desk, self.actions = look, desk, actions
        self.words = ttk.Label(self, style="Banner.TLabel", anchor="w")
        self.button = ttk.Button(self, style="Banner.Flat.TButton")
        self.button.pack(side="right")
        self.words.pack(side="left", fill="x", expand=True)

    def tell(self, seconds: int) -> None:
        """Show the state of the connection; `seconds` until the next attempt."""
        phase, link, trouble = self.desk.status.phase, self.desk.link, self.desk.trouble
        if phase is LinkPhase.WAITING:
            retry = link.retry if link is not None else None
            self._show(
                _("Reconnecting in {seconds} s. {trouble}").format(seconds=seconds, trouble=trouble),
                _("Try now"),
                retry,
            )
        elif phase is LinkPhase.REFUSED and trouble is not None and "certificate" in trouble.kind:
            self._show(str(trouble), _("Show certificate"), self.actions.decide, bad=True)
        elif phase is LinkPhase.REFUSED:
            self._show(str(trouble), _("Log in again"), self.actions.log_in_again, bad=True)
        elif phase in (LinkPhase.DIALLING, LinkPhase.COMING_IN):
            self._show(_("Connecting…"), "", None)
        else:
            self.grid_remove()

    @property
    def is_shown(self) -> bool:
        return bool(self.winfo_manager())

    def _show(self, words: str, button: str, action: Callable[[], None] | None, bad: bool = False) -> None:
        self.grid(row=0, column=0, sticky="nsew")
        self.button.configure(style="TButton" if bad else "Banner.Flat.TButton")
        self.words.configure(style="Alarm.TLabel" if bad else "Banner.TLabel")
        self.configure(style="Alarm.TFrame" if bad else "Banner.TFrame")
        taken = self.look.px(36)  # the padding, and a gap before the button
        if action is not None:
            self.button.configure(text=button, command=action)
            self.button.pack(side="right")
            taken += self.button.winfo_reqwidth()
        else:
            self.button.pack_forget()
        self.words.configure(text=words, wraplength=max(200, self.master.winfo_width() - taken))
