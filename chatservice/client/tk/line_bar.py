"""The small bar at a line under the mouse: what is done most often with it, and a menu of the rest."""

import tkinter as tk
from collections.abc import Callable
from functools import partial

from chatservice.client.model.line_menu import LineAction
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.tips import Tip
from chatservice.client.words import _

ICONS = {
    LineAction.REACT: "smile-plus",
    LineAction.REPLY: "corner-up-left",
    LineAction.EDIT: "pencil",
    LineAction.COPY_CODE: "copy",
}
MORE = "ellipsis"


class LineBar(tk.Frame):
    """Placed over `master`. `act` gets an action and the seq of the line, `more` opens its menu."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        act: Callable[[LineAction, int], None],
        more: Callable[[int, int, int], None],
    ) -> None:
        super().__init__(master, borderwidth=0, highlightthickness=1)
        self.look = look
        self._act, self._more = act, more
        self.seq = 0
        self.buttons = {action: self._button(_(action.value).rstrip("…")) for action in ICONS}
        self.others = self._button(_("More"))
        for action, button in self.buttons.items():
            button.bind("<Button-1>", partial(self._clicked, action))
        self.others.bind("<Button-1>", lambda event: self._more(self.seq, event.x_root, event.y_root))
        self.restyle()

    def _button(self, words: str) -> tk.Label:
        button = tk.Label(self, cursor="hand2", borderwidth=0)
        Tip(button, self.look, words)
        button.bind("<Enter>", lambda _: button.configure(background=self.look.palette.hover), add=True)
        button.bind("<Leave>", lambda _: button.configure(background=self.look.palette.raised), add=True)
        return button

    def restyle(self) -> None:
        p, px = self.look.palette, self.look.px
        self.configure(background=p.raised, highlightbackground=p.line)
        icons = [*ICONS.values(), MORE]
        for icon, button in zip(icons, (*self.buttons.values(), self.others), strict=True):
            button.configure(image=self.look.icon(icon), background=p.raised, width=px(30), height=px(26))

    def over(self, seq: int, offered: list[LineAction], x: int, y: int) -> None:
        """Show what is `offered` for the line `seq`, with the right upper corner at that point."""
        self.seq = seq
        for button in (*self.buttons.values(), self.others):
            button.pack_forget()
        for action, button in self.buttons.items():
            if action in offered:
                button.pack(side="left")
        self.others.pack(side="left")
        self.place(x=x, y=max(0, y), anchor="ne")
        self.lift()

    def hide(self) -> None:
        self.seq = 0
        self.place_forget()

    def _clicked(self, action: LineAction, _: object) -> None:
        self._act(action, self.seq)
