"""A code document as it was: a slider over its versions; one is read, compared with the present text, and
brought back."""

import secrets
import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from chatservice.client.model.code_compare import ComparedPiece, compare, described
from chatservice.client.model.code_document import CodeDocument
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _

REST = 120  # milliseconds that the slider rests before a version is asked for
AGAIN = 1_000  # milliseconds until it is compared with what others wrote meanwhile


class HistoryPane:
    """`bar` and `body` are packed by the editor, which `closed` tells that the present is shown again."""

    def __init__(
        self,
        bar_master: tk.Misc,
        master: tk.Misc,
        look: Theme,
        document: CodeDocument,
        closed: Callable[[], None],
    ) -> None:
        self.look, self.document, self._closed = look, document, closed
        self.is_open = False
        self._due: str | None = None
        self._redraw: str | None = None
        self._against = -1  # the present version that is compared with
        self._drawn: tuple[object, ...] = ()
        self._make_bar(bar_master)
        self.body = ttk.Frame(master)
        self.text = tk.Text(self.body, wrap="none", state="disabled", width=20, height=5)
        scroll = ttk.Scrollbar(self.body, orient="vertical", command=self.text.yview)
        self.text.configure(yscrollcommand=scroll.set, padx=look.px(6), pady=look.px(4))
        scroll.pack(side="right", fill="y")
        self.text.pack(side="left", fill="both", expand=True)
        self.text.bind("<Escape>", lambda _: self._closed())
        self.restyle()

    def _make_bar(self, master: tk.Misc) -> None:
        px = self.look.px
        self.bar = ttk.Frame(master, padding=(px(10), px(2), px(10), px(6)))
        self.slider = ttk.Scale(self.bar, orient="horizontal", command=self._slid)
        self.words = ttk.Label(self.bar, style="Faint.TLabel", anchor="w")
        self.compares = tk.BooleanVar(self.bar, value=True)
        self.compare = ttk.Checkbutton(
            self.bar, text=_("Compare with now"), variable=self.compares, command=self.tell, takefocus=False
        )
        self.restore = ttk.Button(self.bar, text=_("Bring back"), command=self._bring_back, takefocus=False)
        self.close = ttk.Button(self.bar, text=_("Back to now"), command=self._closed, takefocus=False)
        self.words.pack(side="top", fill="x")
        self.slider.pack(side="top", fill="x", pady=px(4))
        self.close.pack(side="right", padx=(px(6), 0))
        self.restore.pack(side="right", padx=(px(6), 0))
        self.compare.pack(side="right", padx=(px(6), 0))

    def restyle(self) -> None:
        p = self.look.palette
        self.look.dress(self.text)
        self.text.configure(font=self.look.fonts["mono"], background=p.page)
        self.text.tag_configure("gone", foreground=p.bad, overstrike=True)
        self.text.tag_configure("new", foreground=p.good, underline=True)
        self.text.tag_raise("sel")

    def destroy(self) -> None:
        for due in (self._due, self._redraw):
            if due is not None:
                self.bar.after_cancel(due)
        self._due = self._redraw = None

    # Opening and closing.

    def open(self) -> None:
        self.is_open, self._drawn = True, ()
        self.document.past.load()
        self.tell()

    def shut(self) -> None:
        self.is_open = False
        self.document.past.close()

    # The slider.

    def _slid(self, _: str) -> None:
        if self._due is not None:
            self.bar.after_cancel(self._due)
        self._due = self.bar.after(REST, self._ask)

    def _ask(self) -> None:
        self._due = None
        past = self.document.past
        version = round(self.slider.get())
        past.show(version)
        if past.steps and version < past.steps[0].first:
            past.load_earlier()
        self.tell()

    def _bring_back(self) -> None:
        self.document.past.restore(secrets.token_urlsafe(8))
        self._closed()

    # Drawing.

    def tell(self) -> None:
        past = self.document.past
        if not self.is_open:
            return
        if past.version is None and past.steps:
            head = past.steps[-1].last
            self.slider.configure(from_=0, to=max(1, head))
            self.slider.set(head)  # which asks for it
        self.words.configure(text=described(past) or _("No versions yet"))
        is_owner_of_text = self.document.can_edit and past.text is not None
        self.restore.state(["!disabled" if is_owner_of_text else "disabled"])
        drawn = (past.version, past.text is not None, self.compares.get())
        if drawn != self._drawn and past.text is not None:
            self._drawn = drawn
            self._draw(past.text)
        elif self.compares.get() and self._against != self.document.pending.version:
            self._draw_soon()

    def _draw_soon(self) -> None:
        """Others write while it is compared: drawing all of it takes a while."""
        if self._redraw is None:
            self._redraw = self.bar.after(AGAIN, self._draw_again)

    def _draw_again(self) -> None:
        self._redraw = None
        if self.is_open and self.document.past.text is not None:
            self._draw(self.document.past.text)

    def _draw(self, text: str) -> None:
        now, self._against = self.document.pending.text, self.document.pending.version
        pieces = compare(text, now) if self.compares.get() else [ComparedPiece(text, "same")]
        place = self.text.yview()[0]
        self.text.configure(state="normal")
        self.text.delete("1.0", "end")
        for piece in pieces:
            self.text.insert("end", piece.text, piece.kind)
        self.text.configure(state="disabled")
        self.text.yview_moveto(place)
