"""The left side of the window: who you are, a field to find things, and the list of conversations."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from chatservice.client.tk.face_pictures import draw_face
from chatservice.client.tk.forms import Placeholder
from chatservice.client.tk.row_list import RowList
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.tips import CutLabel, IconButton
from chatservice.client.words import _

ADDS = {
    "rooms": "ask_room",
    "groups": "ask_group",
    "people": "ask_person",
}  # what the + beside a heading does

FACE = 32


class Sidebar(ttk.Frame):
    """`go` opens a row, `narrowed` is called when the field changes; `actions` are the app's."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        go: Callable[[str], None],
        narrowed: Callable[[], None],
        actions: Any,
    ) -> None:
        super().__init__(master, style="Side.TFrame")
        self.look = look
        self._go, self._actions = go, actions
        px = look.px
        self.pattern = tk.StringVar(self)
        self.pattern.trace_add("write", lambda *_: narrowed())
        self.field = ttk.Entry(self, textvariable=self.pattern, style="Side.TEntry")
        Placeholder(self.field, self.pattern, look, _("Find or jump to…  Ctrl-K"))
        self.rows = RowList(
            self,
            look,
            self._open,
            actions.place_menu,
            side=True,
            plus=self._add,
            with_plus=tuple(ADDS),
            folded=actions.memory.values.folded,
            when_folded=self._keep_folded,
        )
        self.foot = ttk.Frame(self, style="Side.TFrame")
        self.face = tk.Canvas(self.foot, highlightthickness=0, borderwidth=0, cursor="hand2")
        self.me = CutLabel(self.foot, look, "bold", style="SideTitle.TLabel", cursor="hand2")
        self.standing = CutLabel(self.foot, look, "small", style="SideFaint.TLabel", cursor="hand2")
        self.menu = IconButton(self.foot, look, "settings", _("Menu (Ctrl-M)"), actions.main_menu, "Side.")
        self.field.pack(fill="x", padx=px(10), pady=(px(10), px(6)))
        ttk.Frame(self, style="Line.TFrame", height=1).pack(side="bottom", fill="x", before=self.field)
        self.foot.pack(side="bottom", fill="x", padx=px(10), pady=px(8), before=self.field)
        self.rows.pack(fill="both", expand=True)
        self.menu.pack(side="right")
        self.face.pack(side="left", padx=(0, px(8)))
        self.me.pack(side="top", fill="x")
        self.standing.pack(side="top", fill="x")
        for part in (self.face, self.me, self.standing):
            part.bind("<Button-1>", lambda _: actions.show_own_profile())
        self.field.bind("<Return>", lambda _: self._first())
        self.field.bind("<Down>", lambda _: self.rows.focus_set())
        self.field.bind("<Escape>", lambda _: self.pattern.set(""))
        self.restyle()

    def restyle(self) -> None:
        size = self.look.px(FACE)
        self.face.configure(background=self.look.palette.back, width=size, height=size)
        self.rows.restyle()
        self.menu.restyle()

    def tell_me(self, name: str, look: str, words: str) -> None:
        """Show who the user is; `look` is the presence, `words` say it."""
        self.me.say(name)
        self.standing.say(words)
        middle = self.look.px(FACE) // 2
        self.face.delete("all")
        draw_face(self.face, self.look, name, middle, middle, FACE - 2, "count")
        dot = self.look.presence(look, self.look.palette.back)
        self.face.create_image(2 * middle, 2 * middle, image=dot, anchor="se")

    def _open(self, key: str) -> None:
        self._go(key)

    def _keep_folded(self, folded: list[str]) -> None:
        self._actions.memory.values.folded = folded
        self._actions.memory.save()

    def _add(self, section: str) -> None:
        getattr(self._actions, ADDS[section])()

    def _first(self) -> None:
        """Open the first row that matches the field, or a room of that name."""
        name = self.pattern.get().strip()
        key = self.rows.first() if name else ""
        self.pattern.set("")
        if key or name:
            self._go(key or name)
