"""The input line: Enter sends, Shift-Enter breaks it, arrows edit the last line or recall, Tab completes."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from chatservice.client.model.clipboard import whole_characters
from chatservice.client.model.completion import typed_emoji
from chatservice.client.tk.focus import let_walk
from chatservice.client.tk.line_editing import edit_by_graphemes, paste_over
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.tips import IconButton
from chatservice.client.words import _

LINES_MAX = 8  # of height


class Composer(ttk.Frame):
    """`send` gets the text and returns an error message; `complete` and `recall` return a text
    to insert, or None; `hint` returns what matches."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        send: Callable[[str], str],
        complete: Callable[[str, bool], str | None],
        recall: Callable[[str, bool], str | None],
        hint: Callable[[str], str],
        attach: Callable[[], None],
        paste: Callable[[], None],
        emoji: Callable[[], None],
    ) -> None:
        super().__init__(master)
        self.look = look
        self._seen = ""  # the text that the words below refer to
        self._send, self._complete, self._recall, self._hint = send, complete, recall, hint
        # What else the composer can do; whoever makes it may set these.
        self.edit_last: Callable[[], str | None] = lambda: None
        self.types: Callable[[str], None] = lambda text: None
        self.end_target: Callable[[str], str] = lambda text: text
        self.rest: Callable[[], str] = lambda: ""
        self.notice = ttk.Label(self, style="Faint.TLabel", anchor="w")
        self.about = ttk.Frame(self)
        self.target = ttk.Label(self.about, style="Faint.TLabel", anchor="w")
        self.unabout = ttk.Label(self.about, text="✕", style="Faint.TLabel", cursor="hand2")
        self.unabout.pack(side="right")
        self.target.pack(side="left", fill="x", expand=True)
        self.unabout.bind("<Button-1>", lambda _: self._clear())
        self.box = ttk.Frame(self, style="Field.TFrame")
        self.text = tk.Text(self.box, height=1, width=20, wrap="word", undo=True, maxundo=200)
        self.hint = tk.Label(self.text, anchor="w", borderwidth=0, cursor="xterm")
        self.file = IconButton(self.box, look, "circle-plus", _("Send a file (Ctrl-O)"), attach, "Field.")
        self.emoji = IconButton(self.box, look, "smile", _("Emoji"), emoji, "Field.")
        self.button = IconButton(self.box, look, "send-horizontal", _("Send (Enter)"), self.submit, "Field.")
        self.notice.pack(side="bottom", fill="x")
        self.file.pack(side="left", anchor="s")
        self.button.pack(side="right", anchor="s")
        self.emoji.pack(side="right", anchor="s")
        self.box.pack(side="left", fill="both", expand=True)
        self.text.pack(fill="both", expand=True)
        self.hint.bind("<Button-1>", lambda _: self.text.focus_set())
        bind = self.text.bind
        bind("<Return>", lambda _: self.submit())
        bind("<KP_Enter>", lambda _: self.submit())
        bind("<Shift-Return>", lambda _: self._insert("\n"))
        bind("<Up>", lambda _: self._arrow(up=True))
        bind("<Down>", lambda _: self._arrow(up=False))
        let_walk(self.text)
        bind("<Control-Up>", lambda _: self._recalled(up=True))
        bind("<Control-Down>", lambda _: self._recalled(up=False))
        bind("<Tab>", lambda _: self._tab(back=False))
        bind("<ISO_Left_Tab>" if self.tk.call("tk", "windowingsystem") == "x11" else "<Shift-Tab>",
             lambda _: self._tab(back=True))  # fmt: skip
        bind("<<Paste>>", lambda _: self._paste(paste))
        edit_by_graphemes(self.text)
        bind("<Escape>", lambda _: self._clear())
        bind("<KeyRelease>", lambda _: self._typed())
        bind("<<Modified>>", lambda _: self._typed())
        bind("<FocusIn>", lambda _: self._frame(on=True))
        bind("<FocusOut>", lambda _: self._frame(on=False))
        self.restyle()

    def restyle(self) -> None:
        p, px = self.look.palette, self.look.px
        self.notice.pack_configure(padx=px(18), pady=(0, px(6)))
        self.box.configure(padding=(px(4), px(4)))
        self.box.pack_configure(padx=px(14), pady=(px(4), px(2)))
        self.text.pack_configure(padx=px(4), pady=(px(6), px(4)))
        self.look.dress(self.text)
        self.text.configure(background=p.raised)
        self.hint.configure(background=p.raised, foreground=p.faint, font=self.look.fonts["body"])
        for button in (self.file, self.emoji, self.button):
            button.restyle()
        self._show_ready()

    def _frame(self, on: bool) -> None:
        self.box.state(["focus" if on else "!focus"])

    def show_place(self, words: str) -> None:
        """Show in the empty line where its text goes."""
        self.hint.configure(text=words)

    def _show_ready(self) -> None:
        """The hint is for an empty line; the button to send is for any other."""
        empty = not self.value
        if empty:
            self.hint.place(x=0, y=0, relwidth=1.0)
        else:
            self.hint.place_forget()
        self.button.show(colour=self.look.palette.faint if empty else self.look.palette.accent)

    @property
    def value(self) -> str:
        return whole_characters(str(self.text.get("1.0", "end-1c")))

    def put(self, text: str) -> None:
        self.text.delete("1.0", "end")
        self.text.insert("1.0", text)
        self.text.see("insert")
        self._typed()

    def turn(self, text: str) -> None:
        """Show another conversation's text; recall and undo cannot bring back the former one's."""
        if text != self.value:
            self.put(text)
        self.text.edit_reset()

    def add(self, text: str) -> None:
        """Append text, as if typed."""
        self.text.insert("insert", text)
        self.text.focus_set()
        self._typed()

    def say(self, words: str, bad: bool = False) -> None:
        self.notice.configure(text=words, style="Bad.TLabel" if bad else "Faint.TLabel")

    def show_target(self, words: str) -> None:
        """Show above the line what its text is for; empty when it is a new line."""
        self.target.configure(text=words)
        if words and not self.about.winfo_manager():
            self.about.pack(side="top", fill="x", padx=self.look.px(14), pady=(self.look.px(4), 0),
                            before=self.notice)  # fmt: skip
        elif not words:
            self.about.pack_forget()

    def submit(self) -> str:
        wrong = self._send(self.value)
        if wrong:
            self.say(wrong, bad=True)
        elif self.winfo_exists():
            self.put(self.rest())
        return "break"

    def _insert(self, text: str) -> str:
        self.text.insert("insert", text)
        self._typed()
        return "break"

    def _paste(self, paste: Callable[[], None]) -> str:
        paste()
        return "break"

    def paste_over(self, words: str) -> None:
        """Insert what was pasted, in place of what is marked."""
        paste_over(self.text, whole_characters(words))
        self.text.focus_set()
        self._typed()

    def _clear(self) -> str:
        """Escape: the text is for a new line again; text without a target stays as it is."""
        if self.target.cget("text"):
            self.put(self.end_target(self.value))
        return "break"

    def _arrow(self, up: bool) -> str | None:
        """Recall at the first or last line; in between, the arrows move the cursor."""
        line = int(str(self.text.index("insert")).split(".")[0])
        last = int(str(self.text.index("end-1c")).split(".")[0])
        if line != (1 if up else last):
            return None
        if up and not self.value:
            text = self.edit_last()
            if text is not None:
                self.put(text)
                return "break"
        return self._recalled(up)

    def _recalled(self, up: bool) -> str:
        found = self._recall(self.value, up)
        if found is not None:
            self.put(found)
        return "break"

    def _tab(self, back: bool) -> str:
        before = str(self.text.get("1.0", "insert"))
        if not self.value:  # there is nothing to complete: it leads on, as anywhere else
            following = self.text.tk_focusPrev() if back else self.text.tk_focusNext()
            if following is not None:
                following.focus_set()
            return "break"
        made = self._complete(before, back)
        if made is None:
            return "break"
        self.text.delete("1.0", "insert")
        self.text.insert("1.0", made)
        self.text.mark_set("insert", f"1.0+{len(made)}c")
        return "break"

    def _to_emoji(self) -> None:
        """A name between colons becomes its emoji as soon as a blank follows; Ctrl-Z brings it back."""
        found = typed_emoji(str(self.text.get("insert linestart", "insert")))
        if found is not None and self.value != self._seen:
            self.text.edit_separator()
            self.text.delete(f"insert - {len(found[0]) + 1} chars", "insert")
            self.text.insert("insert", f"{found[1]} ")

    def _typed(self, *_: Any) -> None:
        if not self.winfo_exists():
            return
        self.text.edit_modified(False)
        count = self.text.count("1.0", "end", "displaylines")
        lines = count[0] if isinstance(count, tuple) else int(count or 1)
        height = max(1, min(LINES_MAX, lines))
        if height != int(self.text.cget("height")):
            self.text.configure(height=height)
        self._to_emoji()
        if self.value != self._seen:  # a message about a text stays as long as the text
            self._seen = self.value
            self.say(self._hint(self.value))
            self.types(self.value)
            self._show_ready()
