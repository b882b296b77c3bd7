"""A person's card: picture or initials, and what they show of themselves."""

import base64
import contextlib
import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from chatservice.client.model.person_card import facts, initials
from chatservice.client.model.pictures import round_faces
from chatservice.client.model.render import hue_of
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.sheet import Sheet
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _
from chatservice.model.events import ProfileIs

FACE = 72  # points of the picture, each way
EDGE = 18


class Face(tk.Canvas):
    """Initials on the name's colour, until a picture comes."""

    def __init__(self, master: tk.Misc, look: Theme, name: str) -> None:
        size = look.px(FACE)
        back = look.palette.page
        super().__init__(master, width=size, height=size, highlightthickness=0, background=back)
        self.create_image(size // 2, size // 2, image=look.avatar(hue_of(name), FACE))
        self.create_text(
            size // 2, size // 2, text=initials(name), font=look.fonts["large"], fill=look.palette.page
        )
        self._photo: tk.PhotoImage | None = None

    def show_picture(self, data: bytes | None) -> None:
        """`data` is a PNG; None leaves the initials."""
        if data is None or not self.winfo_exists():
            return
        with contextlib.suppress(tk.TclError):  # not a picture after all
            size = int(self["width"])
            data = round_faces(data, [size]).get(size, data)
            photo = tk.PhotoImage(master=self, data=base64.b64encode(data))
            times = max(1, -(-photo.width() // size), -(-photo.height() // size))
            self._photo = photo.subsample(times) if times > 1 else photo
            self.delete("all")
            self.create_image(size // 2, size // 2, image=self._photo)


class ProfileCard(Sheet):
    """`buttons` are labels and what they do; the card closes."""

    def __init__(
        self,
        look: Theme,
        profile: ProfileIs,
        now: float,
        buttons: Sequence[tuple[str, Callable[[], object]]],
    ) -> None:
        super().__init__(look, harmless(profile.name))
        px = look.px
        frame = ttk.Frame(self, padding=px(EDGE))
        frame.pack(fill="both", expand=True)
        frame.columnconfigure(1, weight=1)
        self.face = Face(frame, look, profile.name)
        self.face.grid(row=0, column=0, rowspan=2, padx=(0, px(14)), sticky="n")
        title = ttk.Label(frame, text=harmless(profile.name), style="Title.TLabel")
        title.grid(row=0, column=1, sticky="w")
        self.facts = facts(profile, now)
        table = ttk.Frame(frame)
        table.grid(row=1, column=1, sticky="w")
        for row, (label, text) in enumerate(self.facts):
            ttk.Label(table, text=label, style="Faint.TLabel").grid(
                row=row, column=0, sticky="nw", padx=(0, px(10))
            )
            words = ttk.Label(table, text=text, wraplength=px(260), justify="left")
            words.grid(row=row, column=1, sticky="w", pady=px(1))
        below = ttk.Frame(frame)
        below.grid(row=2, column=0, columnspan=2, sticky="e", pady=(px(14), 0))
        self.buttons = {label: self._button(below, label, action) for label, action in buttons}
        self.close = ttk.Button(below, text=_("Close"), command=self.destroy)
        self._lay_out([*self.buttons.values(), self.close])
        self.show(self.close)

    def _lay_out(self, buttons: list[ttk.Button]) -> None:
        """Beside each other, or in pairs where the window is too narrow."""
        px, root = self.look.px, self.look.root
        wide = sum(button.winfo_reqwidth() + px(6) for button in buttons) + px(2 * EDGE)
        columns = len(buttons) if wide <= root.winfo_width() else 2
        for at, button in enumerate(buttons):
            button.grid(row=at // columns, column=at % columns, sticky="ew", padx=(px(6), 0), pady=px(2))

    def _button(self, master: tk.Misc, label: str, action: Callable[[], object]) -> ttk.Button:
        def done() -> None:
            self.destroy()
            action()

        return ttk.Button(master, text=label, command=done)
