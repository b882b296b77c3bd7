"""What logs in to the account: devices and client certificates, each with a button that takes it away."""

import time
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import Any

from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.pages import Page
from chatservice.client.words import _
from chatservice.model import commands
from chatservice.model.events import (
    CertificateAdded,
    CertificateInfo,
    CertificateList,
    CertificateRemoved,
    Revoked,
    TokenInfo,
    TokenList,
)

ROWS_SHOWN = 12
DIGITS_SHOWN = 16  # of a fingerprint


class AccountLists:
    """`page` is what they are on, `session` that of its server. Both are asked for at once."""

    def __init__(self, page: Page, session: Any) -> None:
        self._page, self._session = page, session
        page.title(_("Devices"))
        self.tokens = ttk.Frame(page.rows)
        page.add("tokens", "", self.tokens)
        page.title(_("Client certificates"))
        page.note(_("They log in without a password, where the server has TLS."))
        self.certificates = ttk.Frame(page.rows)
        page.add("certificates", "", self.certificates)
        page.entry("fingerprint", _("SHA-256 fingerprint"))
        page.buttons(("certify", _("Add certificate"), self._certify))
        page.controls["fingerprint"].bind("<Return>", self._entered)
        self._ask_tokens()
        self._ask_certificates()

    def _entered(self, _event: object) -> str:
        """The page's own Return changes the password."""
        self._certify()
        return "break"

    def _certify(self) -> None:
        fingerprint = self._page.controls["fingerprint"].get().strip()
        if not fingerprint:
            self._page.say(_("Give the certificate's SHA-256 fingerprint."), bad=True)
            return
        command = commands.CertAdd(fingerprint=fingerprint)
        self._request(command, _("That certificate logs in from now on."), CertificateAdded, self._certified)

    def _certified(self) -> None:
        self._page.controls["fingerprint"].delete(0, "end")
        self._ask_certificates()

    def _drop(self, fingerprint: str) -> None:
        command = commands.CertRemove(fingerprint=fingerprint)
        self._request(command, _("That certificate is removed."), CertificateRemoved, self._ask_certificates)

    def _revoke(self, token: str) -> None:
        command = commands.Revoke(id=token)
        self._request(command, _("That device is logged out."), Revoked, self._ask_tokens)

    def _request(self, command: commands.Command, done: str, kind: type, then: Callable[[], None]) -> None:
        """Send it and say `done`; `then` follows when the answer is of that kind."""
        answer = self._session.request(command)
        self._page.tell(answer, done)
        if isinstance(answer, str):
            return

        def came(event: Any) -> Any:
            if isinstance(event, kind) and self._page.winfo_exists():
                then()
            return event

        answer.addCallback(came)

    def _ask_tokens(self) -> None:
        self._ask(commands.Tokens(), self._show_tokens)

    def _ask_certificates(self) -> None:
        self._ask(commands.Cert(), self._show_certificates)

    def _ask(self, command: commands.Command, show: Callable[[Any], Any]) -> None:
        future = self._session.request(command)
        if not isinstance(future, str):
            future.addCallback(show)

    def _show_tokens(self, answer: Any) -> Any:
        if isinstance(answer, TokenList) and self._page.winfo_exists():
            self._fill(self.tokens, answer.tokens, self._add_token)
        return answer

    def _show_certificates(self, answer: Any) -> Any:
        if isinstance(answer, CertificateList) and self._page.winfo_exists():
            self._fill(self.certificates, answer.certificates, self._add_certificate)
        return answer

    def _fill(self, frame: ttk.Frame, rows: Sequence[Any], add: Callable[[Any], None]) -> None:
        for child in frame.winfo_children():
            child.destroy()
        for row in rows[:ROWS_SHOWN]:
            add(row)
        if not rows:  # an emptied frame would keep its height
            frame.configure(height=1)
        self._page.refit()

    def _add_token(self, token: TokenInfo) -> None:
        words = harmless(token.label) or token.id
        self._add(self.tokens, words, token.used or token.made, _("Log out"), lambda: self._revoke(token.id))

    def _add_certificate(self, certificate: CertificateInfo) -> None:
        digits = certificate.fingerprint
        words = harmless(certificate.label) or digits[:DIGITS_SHOWN]
        when = certificate.used or certificate.made
        self._add(self.certificates, words, when, _("Remove"), lambda: self._drop(digits))

    def _add(self, frame: ttk.Frame, words: str, when: float, label: str, action: Callable[[], None]) -> None:
        px, row = self._page.look.px, ttk.Frame(frame)
        row.pack(fill="x", pady=px(2))
        at = time.strftime("%Y-%m-%d %H:%M", time.localtime(when))
        ttk.Label(row, text=words).pack(side="left")
        ttk.Label(row, text=at, style="Faint.TLabel").pack(side="left", padx=px(10))
        ttk.Button(row, text=label, command=action).pack(side="right")
