"""The cursor in a widget that has only just come."""

import tkinter as tk


def focus_now(widget: tk.Misc) -> None:
    """Give `widget` the focus before the next key is handled.

    Tk waits with a widget that is not on the screen yet (tkFocus.c, `TkSetFocusWin`), and what is typed
    meanwhile goes to where the cursor was: so it is laid out first.
    """
    widget.update_idletasks()
    widget.focus_set()
