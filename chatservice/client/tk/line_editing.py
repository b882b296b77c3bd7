"""Keys of a text field that Tk on X11 handles by code point, or as no other toolkit does: an emoji behind the
cursor is one character, and what is pasted replaces what is marked."""

import tkinter as tk
from typing import Any

from chatservice.client.model import graphemes


def edit_by_graphemes(text: tk.Text) -> None:
    """Have the arrows, BackSpace and Delete move by what a reader takes for one character."""
    text.bind("<BackSpace>", lambda event: _delete(text, back=True))
    text.bind("<Delete>", lambda event: _delete(text, back=False))
    text.bind("<Left>", lambda event: _move(text, event, back=True))
    text.bind("<Right>", lambda event: _move(text, event, back=False))


def paste_over(text: tk.Text, words: str) -> None:
    """Insert `words` in place of what is marked, as one step that can be undone."""
    text.edit_separator()
    text.configure(autoseparators=False)
    if text.tag_ranges("sel"):
        text.delete("sel.first", "sel.last")
    text.insert("insert", words)
    text.configure(autoseparators=True)
    text.edit_separator()
    text.see("insert")


def _neighbour(text: tk.Text, back: bool) -> str | None:
    """The index behind or before the character at the cursor; None where a line of text begins or ends."""
    edge = "insert linestart" if back else "insert lineend"
    beside = str(text.get(edge, "insert") if back else text.get("insert", edge))
    if not beside:
        return None
    one = graphemes.last(beside) if back else graphemes.first(beside)
    for count in range(len(one), 2 * len(one) + 1):  # Tk counts an emoji as two, or as one
        place = f"insert {'-' if back else '+'} {count} indices"
        found = text.get(place, "insert") if back else text.get("insert", place)
        if found == one:
            return str(text.index(place))
    return None


def _delete(text: tk.Text, back: bool) -> str | None:
    place = None if text.tag_ranges("sel") else _neighbour(text, back)
    if place is None:
        return None
    if back:
        text.delete(place, "insert")
    else:
        text.delete("insert", place)
    text.see("insert")
    return "break"


def _move(text: tk.Text, event: Any, back: bool) -> str | None:
    """With Shift, Control or Alt Tk's own keys are right enough."""
    place = None if event.state & 0xD or text.tag_ranges("sel") else _neighbour(text, back)
    if place is None:
        return None
    text.mark_set("insert", place)
    text.see("insert")
    return "break"
