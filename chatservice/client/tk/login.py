"""The first screen: your name and the server."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from chatservice.client.model.preferences import SavedServer
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _, marked


class LoginScreen(ttk.Frame):
    """`enter` gets the server and the password, and returns an error message."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        logo: tk.PhotoImage,
        servers: list[SavedServer],
        enter: Callable[[SavedServer, str], str],
        trust: Callable[[bool], None],
    ) -> None:
        super().__init__(master)
        self.look = look
        self._enter, self._trust = enter, trust
        self._servers = {
            _("{name} at {server}").format(name=each.name, server=each.where): each for each in servers
        }
        px = look.px
        card = ttk.Frame(self, padding=px(24))
        card.place(relx=0.5, rely=0.47, anchor="center")
        ttk.Label(card, image=logo).grid(row=0, column=0, columnspan=2, pady=(0, px(6)))
        ttk.Label(card, text="chatservice", style="Large.TLabel").grid(row=1, column=0, columnspan=2)
        words = ttk.Label(card, text=_("Choose a name and a server."), style="Faint.TLabel")
        words.grid(row=2, column=0, columnspan=2, pady=(px(2), px(16)))
        self._fields(card)
        self.button = ttk.Button(card, text=_("Login"), style="Accent.TButton", command=self.submit)
        self.button.grid(row=9, column=0, columnspan=2, sticky="ew", pady=(px(14), px(8)))
        self.message = ttk.Label(card, wraplength=px(340), justify="left")
        self.message.grid(row=10, column=0, columnspan=2, sticky="ew")
        self.mono = ttk.Label(card, style="Mono.TLabel", wraplength=px(340), justify="left")
        self.question = ttk.Frame(card)
        self.yes = ttk.Button(self.question, command=lambda: self._trust(True))
        self.yes.pack(side="left")
        no = ttk.Button(self.question, text=_("Do not connect"), command=lambda: self._trust(False))
        no.pack(side="left", padx=px(8))
        self.fill(servers[0] if servers else SavedServer())

    def _fields(self, card: ttk.Frame) -> None:
        px = self.look.px
        self.name, self.host, self.port = tk.StringVar(self), tk.StringVar(self), tk.StringVar(self)
        self.password = tk.StringVar(self)
        self.tls = tk.BooleanVar(self)
        self.entries: dict[str, ttk.Entry] = {}
        rows: list[tuple[str, tk.StringVar, str]] = [
            (marked("Name"), self.name, ""),
            (marked("Host"), self.host, ""),
            (marked("Port"), self.port, ""),
            (marked("Password"), self.password, "•"),
        ]
        if self._servers:
            self.recent = ttk.Combobox(card, values=list(self._servers), state="readonly")
            self.recent.set(_("Recent servers"))
            self.recent.grid(row=3, column=0, columnspan=2, sticky="ew", pady=(0, px(8)))
            self.recent.bind("<<ComboboxSelected>>", lambda _: self.fill(self._servers[self.recent.get()]))
        for row, (label, variable, show) in enumerate(rows, 4):
            ttk.Label(card, text=_(label)).grid(row=row, column=0, sticky="w", padx=(0, px(14)), pady=px(4))
            entry = self.entries[label] = ttk.Entry(card, textvariable=variable, show=show, width=28)
            entry.grid(row=row, column=1, sticky="ew", pady=px(4))
            entry.bind("<Return>", lambda _: self.submit())
            entry.bind("<KP_Enter>", lambda _: self.submit())
        hint = ttk.Label(card, text=_("Only for a registered name."), style="Faint.TLabel")
        hint.grid(row=8, column=1, sticky="w")
        self.secure = ttk.Checkbutton(card, text="TLS", variable=self.tls)
        self.secure.grid(row=8, column=0, sticky="w", pady=px(4))
        card.columnconfigure(1, weight=1)

    def fill(self, server: SavedServer) -> None:
        self.name.set(server.name)
        self.host.set(server.host)
        self.port.set(str(server.port))
        self.tls.set(server.tls)
        self.entries["Name" if not server.name else "Password"].focus_set()
        if server.name:
            self.button.focus_set()
        else:
            self.entries["Name"].focus_set()

    def server(self) -> SavedServer:
        port = self.port.get().strip()
        number = int(port) if port.isascii() and port.isdigit() and len(port) < 7 else 0
        return SavedServer(self.host.get().strip(), number, self.tls.get(), self.name.get().strip())

    def submit(self) -> None:
        wrong = self._enter(self.server(), self.password.get())
        if wrong:
            self.say(wrong, bad=True)

    def say(self, words: str, bad: bool = False) -> None:
        self.message.configure(text=words, style="Bad.TLabel" if bad else "TLabel")
        self.mono.grid_forget()
        self.question.grid_forget()

    def ask(self, words: str, fingerprint: str, yes: str) -> None:
        """Show a certificate's fingerprint and let the user decide."""
        self.say(words, bad=True)
        pairs = fingerprint.split(":")
        rows = [":".join(pairs[at : at + 8]) for at in range(0, len(pairs), 8)]
        self.mono.configure(text=":\n".join(rows))
        self.mono.grid(row=11, column=0, columnspan=2, sticky="w", pady=self.look.px(6))
        self.yes.configure(text=yes)
        self.question.grid(row=12, column=0, columnspan=2, sticky="w", pady=self.look.px(6))
        self.yes.focus_set()

    def busy(self, busy: bool) -> None:
        self.button.state(["disabled"] if busy else ["!disabled"])
