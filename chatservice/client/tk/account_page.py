"""The account: register, password, devices, certificates, profile, log out."""

from typing import Any

from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.account_lists import AccountLists
from chatservice.client.tk.pages import Page
from chatservice.client.words import _
from chatservice.model import commands
from chatservice.model.events import PasswordChanged, Registered


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
            self.lists = AccountLists(self, self._session)
        else:
            self._register_rows()
        self.title(_("This server"))
        self.note(app.desk.server.where)
        self.buttons(("leave", _("Log out"), lambda: self._leave_for(app.leave_server)))
        self.open(self.controls["old" if state.account else "password"])

    def _leave_for(self, action: Any) -> None:
        self.destroy()
        action()

    def _register_rows(self) -> None:
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
        answer = self._session.request(command)
        self.tell(answer, "")
        if not isinstance(answer, str):
            answer.addCallback(self._registered)

    def _registered(self, event: Any) -> Any:
        """What a guest was shown holds no longer: the page comes again as that of an account."""
        if isinstance(event, Registered) and self.winfo_exists():
            self.destroy()
            page = AccountPage(self._app)
            page.say(_("The name is yours now. Log in with it and the password anywhere."))
        return event

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
        answer = self._session.request(command)
        self.tell(answer, _("The password is changed; your other devices are logged out."))
        if not isinstance(answer, str):
            answer.addCallback(self._changed)

    def _changed(self, event: Any) -> Any:
        """The passwords are taken away."""
        if isinstance(event, PasswordChanged) and self.winfo_exists():
            for name in ("old", "password", "again"):
                self.controls[name].delete(0, "end")
        return event
