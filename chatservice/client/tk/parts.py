"""The three parts of the chat screen: the list, the conversation, and what lies at its right.

Below 900 pixels at 100 % the right pane lies over the conversation, below 640 one part is shown at a time.
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from chatservice.client.model.preferences import Preferences
from chatservice.client.tk.focus import focus_now
from chatservice.client.tk.header import ConversationHead
from chatservice.client.tk.right import WIDTH, RightPane
from chatservice.client.tk.sidebar import Sidebar
from chatservice.client.tk.theme import Theme

WIDE, NARROW = 900, 640
LIST, LIST_LEAST, LIST_MOST = 260, 200, 360


class Parts(ttk.Frame):
    """`sidebar`, `right` and `header` are set by who makes them, the conversation goes into `centre`.
    `typing` puts the cursor where the user writes, `has_right` tells whether what is open has people."""

    sidebar: Sidebar
    right: RightPane
    header: ConversationHead

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        memory: Preferences,
        typing: Callable[[], object],
        has_right: Callable[[], bool],
    ) -> None:
        super().__init__(master)
        self.look, self._memory, self._typing, self._has_right = look, memory, typing, has_right
        self.centre = ttk.Frame(self)
        self.sash = tk.Frame(self, cursor="sb_h_double_arrow", borderwidth=0)
        self.sash.pack_propagate(False)
        ttk.Frame(self.sash, style="Line.TFrame", width=1).pack(side="right", fill="y")
        self.sash.bind("<B1-Motion>", self._drag_sash)
        self.sash.bind("<ButtonRelease-1>", lambda _: memory.save())
        self.before = 0  # the width that was arranged for
        self._list_over = False  # in a narrow window: the list in place of the conversation
        self.right_open = True
        self._arrangement: object = None
        self.bind("<Configure>", lambda _: self.fit())

    def restyle(self) -> None:
        px = self.look.px
        self.sash.configure(width=px(5), background=self.look.palette.back)
        self.sidebar.configure(width=px(self._memory.values.list_width or LIST))
        self.right.widen()
        self.before, self._arrangement = 0, None
        self.fit()

    @property
    def narrow(self) -> bool:
        """Whether there is no room for the list beside the conversation."""
        return self.winfo_width() < self.look.px(NARROW)

    @property
    def wide(self) -> bool:
        return self.winfo_width() >= self.look.px(WIDE)

    def fit(self) -> None:
        """Fold away what has no room."""
        width = self.winfo_width()
        if width < 2 or width == self.before:
            return
        before, self.before = self.before, width
        if before >= self.look.px(WIDE) > width:
            self.right_open = False
        elif 1 < before < self.look.px(WIDE) <= width or (before < 2 and self.wide):
            self.right_open = True
        elif before < 2:
            self.right_open = False
        self.arrange()

    def arrange(self) -> None:
        """Pack the list, the conversation and the right pane, as far as each is to be seen."""
        open_right = self.right_open and self._has_right()
        list_over = self.narrow and self._list_over
        arrangement = (self.narrow, list_over, open_right and (self.wide, self.winfo_width()))
        if arrangement == self._arrangement:
            return
        self._arrangement = arrangement
        for part in (self.sidebar, self.sash, self.centre, self.right):
            part.pack_forget()
        self.right.place_forget()
        self.header.fit(self.narrow)
        if list_over:
            self.sidebar.pack(side="left", fill="both", expand=True)
            return
        if not self.narrow:
            self.sidebar.pack(side="left", fill="y")
            self.sash.pack(side="left", fill="y")
        if open_right and self.wide:
            self.right.pack(side="right", fill="y")
        self.centre.pack(side="left", fill="both", expand=True)
        if open_right and not self.wide:
            whole = self.winfo_width()
            width = whole if self.narrow else min(self.look.px(WIDTH), whole)
            self.right.place(relx=1.0, rely=0, relheight=1.0, width=width, anchor="ne")
            self.right.lift()

    def show_side(self) -> None:
        """Show the list, where there is no room beside the conversation for it."""
        if self.narrow and not self._list_over:
            self._list_over = True
            self.arrange()

    def toggle_side(self) -> None:
        """In a narrow window: the list, or the conversation."""
        self._list_over = not self._list_over
        self.arrange()
        if self._list_over and self.narrow:
            focus_now(self.sidebar.rows)
        else:
            self._typing()

    def show_conversation(self) -> None:
        if self._list_over:
            self._list_over = False
            self.arrange()

    def _drag_sash(self, event: Any) -> None:
        width = (event.x_root - self.winfo_rootx()) * 100 / self.look.px(100)
        self._memory.values.list_width = max(LIST_LEAST, min(LIST_MOST, round(width)))
        self.sidebar.configure(width=self.look.px(self._memory.values.list_width))

    def open_right(self) -> None:
        self.show_conversation()
        if not self.right_open:
            self.right_open = True
            self.arrange()

    def uncover(self) -> None:
        """Take what lies over the conversation away; it is there again when it is opened."""
        if self.right_open and not self.wide:
            self.right_open = False
            self.arrange()

    def close_right(self) -> None:
        """Close it; in a wide window the people come back to it."""
        self._typing()
        self.uncover()

    def toggle_people(self) -> None:
        if self.right_open and self.right.shows_people:
            self.right_open = False
            self.arrange()
        else:
            self.right.end()
            self.open_right()
