"""Which widget keys go to."""

import tkinter as tk

# Walk the list of conversations, with Shift those with something unread.
WALKING = {"<Alt-Up>": (-1, False), "<Alt-Down>": (1, False),
           "<Alt-Shift-Up>": (-1, True), "<Alt-Shift-Down>": (1, True)}  # fmt: skip


def focus_now(widget: tk.Misc) -> None:
    """Give `widget` the focus before the next key is handled.

    Tk waits with a widget that is not on the screen yet (tkFocus.c, `TkSetFocusWin`), and what is typed
    meanwhile goes to where the cursor was: so it is laid out first.
    """
    widget.update_idletasks()
    widget.focus_set()


def focused(widget: tk.Misc) -> tk.Misc | None:
    """What has the focus in the program; None for a part that Tk made by itself, such as the open list of a
    combobox, which `focus_get` fails at (KeyError)."""
    try:
        return widget.focus_get()
    except KeyError:
        return None


def let_walk(widget: tk.Misc) -> None:
    """Leave the keys of `WALKING` to the window, in a widget that has other use of Up and Down."""
    for keys in WALKING:
        widget.bind(keys, lambda _: None)
