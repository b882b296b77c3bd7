"""Who may do what in a code document: people who are asked to open it, roles, links."""

import time
import tkinter as tk
from collections.abc import Sequence
from functools import partial
from tkinter import ttk

from chatservice.client.model.code_document import CodeDocument
from chatservice.client.model.code_sharing import EVERYONE, ROLES
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.sheet import Sheet
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _
from chatservice.model.names import fold

TICKS_SHOWN = 6  # at a time; a tick is as high as two lines of text
PEOPLE_SHOWN = 200  # that can be ticked; others are invited by name
USES = ("1", "5", "30")
TIMES = {"an hour": 3_600.0, "a day": 86_400.0, "a week": 7 * 86_400.0}
AS_THEY_ARE = "no role"


class ShareDialog(Sheet):
    """`names` are the other people in its room."""

    def __init__(self, look: Theme, document: CodeDocument, names: Sequence[str]) -> None:
        super().__init__(look, _("Invite to {info}").format(info=harmless(document.info.title)))
        self.look, self.document, self.sharing = look, document, document.sharing
        self._told: tuple[object, ...] = ()
        self.ticks: dict[str, tk.BooleanVar] = {}
        frame = ttk.Frame(self, padding=look.px(18))
        frame.pack(fill="both", expand=True)
        self._make_people(frame, names)
        self.roles = ttk.Frame(frame)
        self.links = ttk.Frame(frame)
        if document.is_owner:
            self._make_link(frame)
        self.wrong = ttk.Label(frame, style="Bad.TLabel", wraplength=look.px(420), justify="left")
        self.wrong.pack(anchor="w")
        buttons = ttk.Frame(frame)
        buttons.pack(side="bottom", anchor="e", pady=(look.px(10), 0))
        ttk.Button(buttons, text=_("Close"), command=self.destroy).pack(side="left", padx=look.px(6))
        self.button = ttk.Button(buttons, text=_("Invite"), style="Accent.TButton", command=self._invite)
        self.button.pack(side="left")
        self.roles.pack(fill="x", pady=(look.px(8), 0))
        self.sharing.load(document.is_owner)
        self.tell()
        self.show(self.name)

    def _make_people(self, frame: ttk.Frame, names: Sequence[str]) -> None:
        px = self.look.px
        words = (
            _("They are asked to open it.") if names else _("Nobody else is in the room. Somebody outside:")
        )
        ttk.Label(frame, text=words).pack(anchor="w")
        if names:
            self._make_ticks(frame, names[:PEOPLE_SHOWN])
        row = ttk.Frame(frame)
        row.pack(fill="x", pady=(px(6), 0))
        self.name = ttk.Entry(row, width=22)
        self.role = ttk.Combobox(row, values=[AS_THEY_ARE, *ROLES], width=10, state="readonly")
        self.role.set(AS_THEY_ARE)
        self.role.state(["!disabled" if self.document.is_owner else "disabled"])
        ttk.Label(row, text=_("Or by name")).pack(side="left")
        self.name.pack(side="left", padx=px(8))
        ttk.Label(row, text="as").pack(side="left")
        self.role.pack(side="left", padx=px(8))
        self.on("<Return>", self._invite)

    def _make_ticks(self, frame: ttk.Frame, names: Sequence[str]) -> None:
        """A list that scrolls."""
        look = self.look
        box = ttk.Frame(frame)
        box.pack(fill="x", pady=look.px(6))
        shown = min(TICKS_SHOWN, len(names))
        self.list = tk.Text(box, height=2 * shown, width=40, cursor="arrow", wrap="none")
        look.dress(self.list)
        self.list.configure(background=look.palette.page)
        bar = ttk.Scrollbar(box, orient="vertical", command=self.list.yview)
        self.list.configure(yscrollcommand=bar.set)
        if len(names) > shown:
            bar.pack(side="right", fill="y")
        self.list.pack(side="left", fill="x", expand=True)
        for name in names:
            value = self.ticks[name] = tk.BooleanVar(self)
            tick = ttk.Checkbutton(self.list, text=harmless(name), variable=value, takefocus=True)
            self.list.window_create("end", window=tick)
            self.list.insert("end", "\n")
        self.list.delete("end - 2 chars", "end")
        self.list.configure(state="disabled")

    def _invite(self) -> None:
        names = [name for name, ticked in self.ticks.items() if ticked.get()]
        if self.name.get().strip():
            names.append(self.name.get().strip())
        if not names:
            self.wrong.configure(text=_("Tick somebody, or write a name."))
            return
        role = "" if self.role.get() == AS_THEY_ARE else self.role.get()
        for name in names:
            self.sharing.invite(name, role)
            if role:
                self.sharing.load(self.document.is_owner)
        for ticked in self.ticks.values():
            ticked.set(False)
        self.name.delete(0, "end")
        self.wrong.configure(text="", style="Faint.TLabel")
        self.wrong.configure(text=_("Asked: {names}.").format(names=", ".join(map(harmless, names))))

    # Links.

    def _make_link(self, frame: ttk.Frame) -> None:
        px = self.look.px
        ttk.Separator(frame).pack(fill="x", pady=px(10))
        row = ttk.Frame(frame)
        row.pack(fill="x")
        self.link_role = self._choice(row, _("Link for a new"), ROLES[:3], ROLES[2], 8)
        self.link_uses = self._choice(row, "people:", USES, USES[1], 4)
        self.link_time = self._choice(row, "for", [*TIMES], "a day", 8)
        self.link_button = ttk.Button(row, text=_("Create"), command=self._link)
        self.link_button.pack(side="left", padx=px(6))
        self.token = ttk.Entry(frame, state="readonly", width=46)
        self.links.pack(fill="x", pady=(px(4), 0))

    def _choice(
        self, row: ttk.Frame, words: str, values: Sequence[str], value: str, width: int
    ) -> ttk.Combobox:
        ttk.Label(row, text=words).pack(side="left")
        box = ttk.Combobox(row, values=list(values), width=width, state="readonly")
        box.set(value)
        box.pack(side="left", padx=self.look.px(5))
        return box

    def _link(self) -> None:
        self.sharing.create_link(self.link_role.get(), int(self.link_uses.get()), TIMES[self.link_time.get()])

    # What is told.

    def tell(self) -> None:
        """Roles and links as they are now."""
        sharing = self.sharing
        told = (sharing.roles, sharing.links, sharing.link, self.document.refused)
        if told == self._told:
            return
        self._told = told
        if self.document.refused:
            self.wrong.configure(text=harmless(self.document.refused), style="Bad.TLabel")
        self._tell_roles()
        if self.document.is_owner:
            self._tell_links()

    def _tell_roles(self) -> None:
        for child in self.roles.winfo_children():
            child.destroy()
        roles = self.sharing.roles
        if roles is None:
            return
        ttk.Separator(self.roles).pack(fill="x", pady=self.look.px(8))
        self._role_row(_("Everyone else in the room"), EVERYONE, roles.others, ("none", *ROLES[:3]))
        for grant in roles.people[:PEOPLE_SHOWN]:
            where = " " + _("(not in the room)") if grant.outside else ""
            self._role_row(f"{harmless(grant.who)}{where}", grant.who, grant.role, ("none", *ROLES))

    def _role_row(self, words: str, name: str, role: str, choices: Sequence[str]) -> None:
        row = ttk.Frame(self.roles)
        row.pack(fill="x", pady=1)
        ttk.Label(row, text=words).pack(side="left")
        if not self.document.is_owner:
            ttk.Label(row, text=role, style="Faint.TLabel").pack(side="right")
            return
        box = ttk.Combobox(row, values=list(choices), width=9, state="readonly")
        box.set(role)
        box.bind("<<ComboboxSelected>>", lambda _: self.sharing.grant(name, box.get()))
        box.pack(side="right")

    def _tell_links(self) -> None:
        sharing, px = self.sharing, self.look.px
        for child in self.links.winfo_children():
            child.destroy()
        if sharing.link is not None:
            self.token.configure(state="normal")
            self.token.delete(0, "end")
            self.token.insert(0, f"/code join {sharing.link.token}")
            self.token.configure(state="readonly")
            self.token.pack(fill="x", pady=px(6), before=self.links)
        for link in sharing.links.links if sharing.links is not None else ():
            row = ttk.Frame(self.links)
            row.pack(fill="x", pady=1)
            until = time.strftime("%Y-%m-%d %H:%M", time.localtime(link.expires))
            words = _("{role}, {uses} times, until {until}, by {name}").format(
                role=link.role, uses=link.uses, until=until, name=harmless(link.by)
            )
            ttk.Label(row, text=words, style="Faint.TLabel").pack(side="left")
            ttk.Button(row, text=_("Revoke"), command=partial(sharing.revoke_link, link.id)).pack(
                side="right"
            )


def others_in(names: Sequence[str], me: str) -> list[str]:
    return sorted((name for name in names if fold(name) != fold(me)), key=fold)
