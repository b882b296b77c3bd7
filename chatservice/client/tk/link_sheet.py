"""A sheet with the link to where the user is, and a QR code for phones."""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from chatservice.client.model.invitations import qr_modules
from chatservice.client.tk.sheet import Sheet
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _

MODULE = 5  # pixels at 100 %
DARK, LIGHT = "#000000", "#ffffff"  # in every theme: phones read no other


class LinkSheet(Sheet):
    """`link` opens the desktop client; `page` is the web page, empty if there is none: then the code is the
    link. `copy` puts a text on the clipboard."""

    def __init__(self, look: Theme, link: str, page: str, copy: Callable[[str], object]) -> None:
        super().__init__(look, _("Link and QR code"))
        px = look.px
        frame = ttk.Frame(self)
        frame.pack(fill="both", expand=True, padx=px(18), pady=(px(4), px(14)))
        self.links = [link, *([page] if page else [])]
        self.buttons = []
        for row, each in enumerate(self.links):
            entry = ttk.Entry(frame, width=36)
            entry.insert(0, each)
            entry.configure(state="readonly")
            entry.grid(row=row, column=0, sticky="ew", pady=px(3))
            button = ttk.Button(frame, text=_("Copy"), command=partial(copy, each))
            button.grid(row=row, column=1, padx=(px(8), 0), pady=px(3))
            self.buttons.append(button)
        frame.columnconfigure(0, weight=1)
        self.photo = _picture(frame, qr_modules(page or link), max(2, px(MODULE)))
        if self.photo is not None:
            code = ttk.Label(frame, image=self.photo)
            code.grid(row=9, column=0, columnspan=2, pady=(px(12), px(4)))
            words = _("A phone's camera opens the page.") if page else _("For a phone that knows such links.")
            ttk.Label(frame, text=words, style="Faint.TLabel").grid(row=10, column=0, columnspan=2)
        self.show(self.buttons[0])


def _picture(master: tk.Misc, modules: list[list[bool]], size: int) -> tk.PhotoImage | None:
    if not modules:
        return None
    rows = " ".join("{" + " ".join(DARK if dark else LIGHT for dark in row) + "}" for row in modules)
    small = tk.PhotoImage(master=master, width=len(modules), height=len(modules))
    small.put(rows)
    return small.zoom(size)
