"""What the program of a code document prints, and the line that is its input."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from chatservice.client.model.code_document import CodeDocument
from chatservice.client.model.code_runs import ProgramRun
from chatservice.client.tk.forms import Placeholder
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _
from chatservice.model.names import fold


class CodeOutput(ttk.Frame):
    """`me` gives the user's name: only who began a program can type into it."""

    def __init__(self, master: tk.Misc, look: Theme, document: CodeDocument, me: Callable[[], str]) -> None:
        super().__init__(master)
        self.look, self.document, self._me = look, document, me
        self._run: ProgramRun | None = None
        self._newest: ProgramRun | None = None
        self._drawn = 0
        px = look.px
        head = ttk.Frame(self)
        self.status = ttk.Label(head, style="Faint.TLabel", anchor="w")
        self.number = ttk.Label(head, style="Faint.TLabel")
        self.earlier = ttk.Button(head, text="<", width=2, command=lambda: self._turn(-1), takefocus=False)
        self.later = ttk.Button(head, text=">", width=2, command=lambda: self._turn(1), takefocus=False)
        self.text = tk.Text(self, wrap="char", state="disabled", height=8, width=20, padx=px(8), pady=px(4))
        self.bar = ttk.Scrollbar(self, orient="vertical", command=self.text.yview)
        self.text.configure(yscrollcommand=self.bar.set)
        self.words = tk.StringVar(self)
        self.entry = ttk.Entry(self, textvariable=self.words)
        Placeholder(
            self.entry, self.words, look, _("Input for the program: Enter sends a line, Ctrl-D ends it")
        )
        head.pack(side="top", fill="x", padx=px(8), pady=px(2))
        self.turns = (self.later, self.number, self.earlier)
        self.status.pack(side="left", fill="x", expand=True)
        self.entry.pack(side="bottom", fill="x", padx=px(6), pady=px(4))
        self.bar.pack(side="right", fill="y")
        self.text.pack(side="left", fill="both", expand=True)
        self.entry.bind("<Return>", lambda _: self._send())
        self.entry.bind("<Control-d>", lambda _: self._end())
        self.restyle()

    def restyle(self) -> None:
        p = self.look.palette
        self.look.dress(self.text)
        self.text.configure(font=self.look.fonts["mono"], background=p.raised)
        for kind, colour in (("error", p.bad), ("input", p.accent), ("note", p.faint)):
            self.text.tag_configure(kind, foreground=colour)
        self.text.tag_raise("sel")

    def _turn(self, step: int) -> None:
        """To the run before, or after, the one that is shown."""
        runs = self.document.runs
        if self._run in runs:
            self._show(runs[max(0, min(len(runs) - 1, runs.index(self._run) + step))])

    def tell(self) -> None:
        """A run that begins comes to the front."""
        newest = self.document.run
        if newest is None:
            return
        shown = newest if newest is not self._newest or self._run not in self.document.runs else self._run
        self._newest = newest
        self._show(shown or newest)

    def _show(self, run: ProgramRun) -> None:
        runs = self.document.runs
        number = runs.index(run)
        self.number.configure(text=_("run {number} of {count}").format(number=number + 1, count=len(runs)))
        if len(runs) > 1:
            for part in self.turns:
                part.pack(side="right", padx=self.look.px(4))
        self.earlier.state(["!disabled" if number else "disabled"])
        self.later.state(["!disabled" if number < len(runs) - 1 else "disabled"])
        if run is not self._run:
            self._run, self._drawn = run, 0
            self._write([], anew=True)
        fresh = [part for piece in run.pieces[self._drawn :] for part in piece]
        self._drawn = len(run.pieces)
        if fresh:
            self._write(fresh)
        self.status.configure(text=run.status)
        mine = run.running and fold(run.sender) == fold(self._me())
        self.entry.state(["!disabled" if mine else "disabled"])

    def _write(self, parts: list[str], anew: bool = False) -> None:
        """`parts` are texts and tags in turn."""
        at_end = self.text.yview()[1] >= 0.999
        self.text.configure(state="normal")
        if anew:
            self.text.delete("1.0", "end")
        if parts:
            self.text.insert("end", *parts)
        self.text.configure(state="disabled")
        if at_end:
            self.text.yview_moveto(1.0)

    def _send(self) -> str:
        self.document.type_input(self.words.get())
        self.words.set("")
        return "break"

    def _end(self) -> str:
        self.document.end_input()
        return "break"
