"""The first screen: your name and the server, which may be one found on this network or used before."""

import tkinter as tk
from collections.abc import Callable, Mapping
from tkinter import ttk

from chatservice.client.model.addresses import PORT, TLS_PORT, BadAddress, ServerAddress, parse
from chatservice.client.model.preferences import SavedServer
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.focus import focus_now
from chatservice.client.tk.scrolled import Scrolled
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _, marked

LOW = 440  # pixels of height at 100 %
LISTED_MAX = 6  # servers in the list
FOUND = "\N{EARTH GLOBE EUROPE-AFRICA}"


class LoginScreen(ttk.Frame):
    """`enter` gets the server, the password and a room to open, and returns an error message; `give_up` ends
    an attempt; `trust` gets the decision about a certificate."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        logo: tk.PhotoImage,
        servers: list[SavedServer],
        enter: Callable[[SavedServer, str, str], str],
        give_up: Callable[[], None],
        trust: Callable[[bool], None],
    ) -> None:
        super().__init__(master)
        self.look = look
        self._enter, self._give_up, self._trust = enter, give_up, trust
        self._recent = list(servers)
        self._listed: dict[str, SavedServer] = {}
        self._busy = False
        px = look.px
        self.scrolled = Scrolled(self, look.palette.back)
        self.scrolled.place(relwidth=1.0, relheight=1.0)
        card = self.card = ttk.Frame(self.scrolled.inner, padding=px(20))
        card.pack()
        self.logo = ttk.Label(card, image=logo)
        self.logo.grid(row=0, column=0, columnspan=2, pady=(0, px(6)))
        self.bind("<Configure>", lambda _: self._fit())
        title = ttk.Label(card, text="chatservice", style="Large.TLabel")
        title.grid(row=1, column=0, columnspan=2, pady=(0, px(12)))
        self._list(card)
        self._fields(card)
        self.button = ttk.Button(card, text=_("Log in"), style="Accent.TButton", command=self._pressed)
        self.button.grid(row=9, column=0, columnspan=2, sticky="ew", pady=(px(14), px(8)))
        self._below(card)
        card.columnconfigure(1, weight=1)
        self.fill(servers[0] if servers else SavedServer())

    def _fit(self) -> None:
        """In a low window the fields have the place of the logo."""
        if self.winfo_height() < self.look.px(LOW):
            self.logo.grid_remove()
        else:
            self.logo.grid()

    def _list(self, card: ttk.Frame) -> None:
        px = self.look.px
        self.list = ttk.Treeview(card, show="tree", selectmode="browse", height=1, style="Flat.Treeview")
        self.list.grid(row=3, column=0, columnspan=2, sticky="ew", pady=(px(10), px(4)))
        self.list.column("#0", width=px(320))
        self.list.bind("<<TreeviewSelect>>", lambda event: self._chosen())
        self.list.bind("<Return>", lambda event: self.submit())
        self.list.bind("<Double-Button-1>", lambda event: self.submit())
        self.show_found({})

    def show_found(self, found: Mapping[str, SavedServer]) -> None:
        """List servers of this network, each with its name, before those used last."""
        rows = [(f"{FOUND} {harmless(name)}  {server.where}", server) for name, server in found.items()]
        new = {server.where for server in found.values()}
        rows += [
            (_("{name} at {server}").format(name=each.name, server=each.where), each)
            for each in self._recent
            if each.where not in new
        ]
        chosen = self.list.selection()
        self.list.delete(*self.list.get_children())
        self._listed = {}
        for words, server in rows[:LISTED_MAX]:
            iid = self.list.insert("", "end", text=words, iid=server.where)
            self._listed[iid] = server
        self.list.configure(height=max(1, len(self._listed)))
        if self._listed:
            self.list.grid()
        else:
            self.list.grid_remove()
        self.list.selection_set([iid for iid in chosen if iid in self._listed])

    def _chosen(self) -> None:
        for iid in self.list.selection():
            server = self._listed[iid]
            name = server.name or self.name.get()
            self.fill(SavedServer(server.host, server.port, server.tls, name), focus=False)

    def _fields(self, card: ttk.Frame) -> None:
        px = self.look.px
        self.name, self.address, self.password = tk.StringVar(self), tk.StringVar(self), tk.StringVar(self)
        self.tls = tk.BooleanVar(self)
        self.entries: dict[str, ttk.Entry] = {}
        rows: list[tuple[str, tk.StringVar, str]] = [
            (marked("Name"), self.name, ""),
            (marked("Server"), self.address, ""),
            (marked("Password"), self.password, "•"),
        ]
        for row, (label, variable, show) in enumerate(rows, 4):
            words = ttk.Label(card, text=_(label))
            words.grid(row=row, column=0, sticky="w", padx=(0, px(14)), pady=px(4))
            entry = self.entries[label] = ttk.Entry(card, textvariable=variable, show=show, width=25)
            entry.grid(row=row, column=1, sticky="ew", pady=px(4))
            for enter in ("<Return>", "<KP_Enter>"):
                entry.bind(enter, lambda event: self.submit())
        hint = ttk.Label(card, text=_("Only if the name is registered."), style="Faint.TLabel")
        hint.grid(row=7, column=1, sticky="w")
        self.secure = ttk.Checkbutton(
            card, text=_("Encrypted (TLS)"), variable=self.tls, command=self._turned_tls
        )
        self.secure.grid(row=8, column=1, sticky="w", pady=(px(6), 0))

    def _turned_tls(self) -> None:
        """The usual port of the one is not that of the other."""
        before, after = (PORT, TLS_PORT) if self.tls.get() else (TLS_PORT, PORT)
        try:
            address = parse(self.address.get())
        except BadAddress:
            return
        if address.port == before:
            self.address.set(str(address._replace(port=after)))

    def _below(self, card: ttk.Frame) -> None:
        px = self.look.px
        self.message = ttk.Label(card, wraplength=px(340), justify="left")
        self.message.grid(row=10, column=0, columnspan=2, sticky="ew")
        self.mono = ttk.Label(card, style="Mono.TLabel", wraplength=px(340), justify="left")
        self.question = ttk.Frame(card)
        self.no = ttk.Button(self.question, text=_("Do not connect"), command=lambda: self._trust(False))
        self.no.pack(side="left")
        self.yes = ttk.Button(self.question, command=lambda: self._trust(True))
        self.yes.pack(side="left", padx=px(8))

    def fill(self, server: SavedServer, focus: bool = True) -> None:
        self.name.set(server.name)
        self.address.set(str(ServerAddress(server.host, server.port)))
        self.tls.set(server.tls)
        self.room = ""
        if focus:
            (self.button if server.name else self.entries["Name"]).focus_set()

    def server(self) -> SavedServer:
        """What is in the fields; raises BadAddress."""
        address = parse(self.address.get())
        self.room = address.room or self.room
        tls = self.tls.get() if address.tls is None else address.tls
        return SavedServer(address.host, address.port, tls, self.name.get().strip())

    def _pressed(self) -> None:
        if self._busy:
            self._give_up()
        else:
            self.submit()

    def submit(self) -> None:
        if self._busy:
            return
        try:
            wrong = self._enter(self.server(), self.password.get(), self.room)
        except BadAddress as error:
            wrong = str(error)
        if wrong:
            self.say(wrong, bad=True)

    def say(self, words: str, bad: bool = False) -> None:
        self.message.configure(text=words, style="Bad.TLabel" if bad else "TLabel")
        self.mono.grid_forget()
        self.question.grid_forget()
        if words:
            self.scrolled.see(self.message)

    def to_password(self) -> None:
        self.entries["Password"].focus_set()

    def ask(self, words: str, fingerprint: str, yes: str, is_safe: bool = True) -> None:
        """Show a certificate's fingerprint and let the user decide; unless `is_safe`, Enter means no."""
        self.say(words, bad=True)
        pairs = fingerprint.split(":")
        rows = [":".join(pairs[at : at + 8]) for at in range(0, len(pairs), 8)]
        self.mono.configure(text=":\n".join(rows))
        self.mono.grid(row=11, column=0, columnspan=2, sticky="w", pady=self.look.px(6))
        self.yes.configure(text=yes)
        self.question.grid(row=12, column=0, columnspan=2, sticky="w", pady=self.look.px(6))
        focus_now(self.yes if is_safe else self.no)
        self.scrolled.see(self.question)

    def busy(self, busy: bool) -> None:
        """While it connects, the button gives up."""
        if busy != self._busy:
            self._busy = busy
            self.button.configure(text=_("Cancel") if busy else _("Log in"))
