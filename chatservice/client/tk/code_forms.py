"""Forms about code documents: create, import, rename, copy, close."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from chatservice.client.model.code_document import CodeDocument
from chatservice.client.model.code_requests import DEFAULT_LANGUAGE
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.chooser import Chooser
from chatservice.client.tk.code_share import ShareDialog
from chatservice.client.tk.forms import Choice, Form
from chatservice.client.tk.shell import Shell
from chatservice.client.words import _


class CodeForms(Shell):
    def ask_code(self, key: str) -> None:
        words = _("Everyone in the room can write in it, at the same time. Language text is not run.")
        fields = [(_("Title"), ""), (_("Language"), DEFAULT_LANGUAGE)]
        Form(
            self.look, _("New code document"), words, fields, _("Create"),
            lambda v: self.desk.code_requests.create(key, v[0], v[1]),
        )  # fmt: skip

    def ask_invite_code(self, document: CodeDocument) -> ShareDialog:
        return ShareDialog(self.look, document, self.desk.code_requests.others_in_room(document))

    def ask_rename_code(self, document: CodeDocument) -> None:
        fields = [(_("Title"), document.info.title)]
        Form(
            self.look,
            _("Rename"),
            "",
            fields,
            _("Rename"),
            lambda v: self._done(partial(document.sharing.rename, v[0])),
        )

    def ask_fork_code(self, document: CodeDocument) -> None:
        words = _("A copy of your own in the same room. It opens by itself.")
        fields = [(_("Title"), f"{document.info.title}-2")]
        version = document.past.version
        Form(
            self.look, _("Make a copy"), words, fields, _("Copy"),
            lambda v: self._done(partial(document.sharing.fork, v[0], version)),
        )  # fmt: skip

    def ask_close_code(self, document: CodeDocument) -> None:
        words = _("{title} can still be read, but nobody writes in it any more.").format(
            title=harmless(document.info.title)
        )
        answers = [
            (_("Cancel"), lambda: ""),
            (_("Close for everyone"), lambda: self._done(document.sharing.close)),
        ]
        Choice(self.look, _("Close for everyone"), words, answers)

    def ask_import_code(self, key: str) -> None:
        """A file of this computer becomes a code document of that conversation."""

        def chosen(path: Path) -> str:
            return self.desk.code_requests.import_file(key, path)

        Chooser(self.look, Path.home(), chosen, _("Import a file"), _("Import"))

    @staticmethod
    def _done(action: Callable[[], None]) -> str:
        """Nothing is wrong with it; a refusal is shown at the document."""
        action()
        return ""

    def close_code(self, doc: str) -> None:
        """Ask first when part of it is not saved."""
        main, document = self.main, self.desk.code.documents.get(doc)
        if main is None:
            return
        if document is None or document.pending.is_saved:
            main.tabs.close_code(doc)
            return
        self.ask_unsaved_code([document.info.title], lambda: main.tabs.close_code(doc))

    def ask_unsaved_code(self, titles: list[str], go_on: Callable[[], None]) -> None:
        names = ", ".join(map(harmless, titles))
        words = _("Part of what you wrote is not saved yet: {names}.").format(names=names)

        def lose() -> str:
            form.destroy()
            go_on()
            return ""

        answers = [(_("Close and lose it"), lose), (_("Stay"), lambda: "")]
        form = Choice(self.look, _("Not saved yet"), words, answers)
