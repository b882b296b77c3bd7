"""Who may do what in a code document, and what its owners do, for a window. Pure."""

from collections.abc import Callable

from chatservice.client.model.places import tidy
from chatservice.model import commands
from chatservice.model.commands import Command
from chatservice.model.events import DocumentLinkIs, DocumentLinks, DocumentRoles

EVERYONE = "*"  # in the place of a name: all to whom no role was given
ROLES = ("viewer", "runner", "editor", "owner")


class CodeSharing:
    """`roles` and `links` as they were told last, None before; `link` is the one that was created last, whose
    token is told once. `ask` takes what is asked for, by name, and the command."""

    def __init__(self, doc: str, ask: Callable[[str, Command], None]) -> None:
        self._doc = doc
        self._ask = ask
        self.roles: DocumentRoles | None = None
        self.links: DocumentLinks | None = None
        self.link: DocumentLinkIs | None = None

    # Roles.

    def load(self, is_owner: bool) -> None:
        self._ask("roles", commands.CodeRoles(doc=self._doc))
        if is_owner:
            self._ask("links", commands.CodeLinks(doc=self._doc))

    def grant(self, name: str, role: str) -> None:
        """`role` is one of ROLES, or none; the roles are asked for again."""
        self._ask("grant", commands.CodeGrant(doc=self._doc, name=name, role=role))
        self._ask("roles", commands.CodeRoles(doc=self._doc))

    def invite(self, name: str, role: str = "") -> None:
        name = name.strip().removeprefix("@")
        self._ask("invite", commands.CodeInvite(doc=self._doc, name=name, role=role))

    # Links.

    def create_link(self, role: str, uses: int, seconds: float | None = None) -> None:
        link = commands.CodeLink(doc=self._doc, role=role, uses=uses, seconds=seconds)
        self._ask("link", link)
        self._ask("links", commands.CodeLinks(doc=self._doc))

    def revoke_link(self, id_: str) -> None:
        self._ask("unlink", commands.CodeUnlink(doc=self._doc, id=id_))
        self._ask("links", commands.CodeLinks(doc=self._doc))

    # The document.

    def rename(self, title: str) -> None:
        self._ask("rename", commands.CodeRename(doc=self._doc, title=tidy(title)))

    def close(self) -> None:
        self._ask("close", commands.CodeClose(doc=self._doc))

    def fork(self, title: str, version: int | None = None) -> None:
        """The copy opens by itself."""
        self._ask("fork", commands.CodeFork(doc=self._doc, title=tidy(title), version=version))
