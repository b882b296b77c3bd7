"""The account: register, password, devices, profile, log out."""

import time
from tkinter import ttk
from typing import Any

from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.pages import Page
from chatservice.client.words import _
from chatservice.model import commands
from chatservice.model.events import PasswordChanged, Registered, Revoked, TokenInfo, TokenList

TOKENS_SHOWN = 12


class AccountPage(Page):
    """`app` is the window's."""

    def __init__(self, app: Any) -> None:
        super().__init__(app.look, _("Account"))
        self._app, self._session, state = app, app.desk.session, app.desk.state
        self.title(harmless(state.me))
        if state.account:
            self.buttons(
                ("profile", _("Edit profile"), lambda: self._leave_for(app.ask_profile)),
                ("picture", _("Picture"), lambda: self._leave_for(app.choose_picture)),
                ("status", _("Status"), lambda: self._leave_for(app.ask_status)),
            )
            self._password()
            self.title(_("Devices"))
            self.tokens = ttk.Frame(self.rows)
            self.add("tokens", "", self.tokens)
            self._ask_tokens()
        else:
            self._register()
        self.title(_("This server"))
        self.note(app.desk.server.where)
        self.buttons(("leave", _("Log out"), lambda: self._leave_for(app.leave_server)))
        self.open(self.controls["old" if state.account else "password"])

    def _leave_for(self, action: Any) -> None:
        self.destroy()
        action()

    def _register(self) -> None:
        self.note(_("You are a guest: the name is yours while you are connected."))
        self.note(_("Register it, and it stays yours, with your groups and settings, on all your devices."))
        self.entry("password", _("Password"), secret=True)
        self.entry("again", _("Once more"), secret=True)
        self.entry("invitation", _("Invitation, if you have one"))
        self.buttons(("register", _("Register"), self._send_registration))
        self.controls["register"].configure(style="Accent.TButton")
        self.on("<Return>", self._send_registration)

    def _send_registration(self) -> None:
        password, again = self.controls["password"].get(), self.controls["again"].get()
        if password != again:
            self.say(_("The two passwords differ."), bad=True)
            return
        command = commands.Register(password=password, invitation=self.controls["invitation"].get().strip())
        self._send(command, _("The name is yours now. Log in with it and the password anywhere."), Registered)

    def _password(self) -> None:
        self.title(_("Change the password"))
        self.entry("old", _("Old password"), secret=True)
        self.entry("password", _("New password"), secret=True)
        self.entry("again", _("Once more"), secret=True)
        self.buttons(("change", _("Change the password"), self._send_password))
        self.on("<Return>", self._send_password)

    def _send_password(self) -> None:
        new, again = self.controls["password"].get(), self.controls["again"].get()
        if new != again:
            self.say(_("The two passwords differ."), bad=True)
            return
        command = commands.Password(old=self.controls["old"].get(), new=new)
        self._send(command, _("The password is changed; your other devices are logged out."), PasswordChanged)

    def _send(self, command: commands.Command, done: str, kind: type) -> None:
        """Send it; when it has worked, the passwords are taken away."""
        answer = self._session.request(command)
        self.tell(answer, done)
        if not isinstance(answer, str):
            answer.addCallback(self._worked, kind)

    def _worked(self, event: Any, kind: type) -> Any:
        if isinstance(event, kind) and self.winfo_exists():
            for name in ("old", "password", "again"):
                if name in self.controls:
                    self.controls[name].delete(0, "end")
        return event

    # Devices.

    def _ask_tokens(self) -> None:
        future = self._session.request(commands.Tokens())
        if not isinstance(future, str):
            future.addCallback(self._show_tokens)

    def _show_tokens(self, answer: Any) -> Any:
        if not isinstance(answer, TokenList) or not self.winfo_exists():
            return answer
        for child in self.tokens.winfo_children():
            child.destroy()
        for token in answer.tokens[:TOKENS_SHOWN]:
            self._add_token(token)
        self.refit()
        return answer

    def _add_token(self, token: TokenInfo) -> None:
        px, row = self.look.px, ttk.Frame(self.tokens)
        row.pack(fill="x", pady=px(2))
        used = time.strftime("%Y-%m-%d %H:%M", time.localtime(token.used or token.made))
        ttk.Label(row, text=harmless(token.label) or token.id).pack(side="left")
        ttk.Label(row, text=used, style="Faint.TLabel").pack(side="left", padx=px(10))
        button = ttk.Button(row, text=_("Log out"), command=lambda: self._revoke(token.id))
        button.pack(side="right")

    def _revoke(self, token: str) -> None:
        answer = self._session.request(commands.Revoke(id=token))
        self.tell(answer, _("That device is logged out."))
        if not isinstance(answer, str):
            answer.addCallback(lambda event: self._ask_tokens() if isinstance(event, Revoked) else None)
