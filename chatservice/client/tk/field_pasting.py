"""Pasting into fields of one line: breaks become blanks, halves of characters do not come in."""

import tkinter as tk
from typing import Any

from chatservice.client.model.clipboard import whole_characters

FIELDS = ("Entry", "TEntry", "TCombobox")
PASTED_MAX = 10_000  # characters


def paste_by_lines(root: tk.Misc) -> None:
    """Let all fields of the program paste so."""
    for kind in FIELDS:
        root.bind_class(kind, "<<Paste>>", _paste)


def _paste(event: Any) -> str:
    field = event.widget
    try:
        text = whole_characters(field.clipboard_get())
    except tk.TclError:  # it is empty, or holds something else
        return "break"
    if str(field.cget("state")) == "normal":
        if field.selection_present():
            field.delete("sel.first", "sel.last")
        field.insert("insert", " ".join(text[:PASTED_MAX].split("\n")).strip("\r "))
    return "break"
