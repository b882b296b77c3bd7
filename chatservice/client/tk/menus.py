"""Menus: of the window, of a conversation or person, of a message."""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from chatservice.client.link.cursors import id_of
from chatservice.client.model.code_document import CodeDocument
from chatservice.client.model.code_requests import ClassCommand
from chatservice.client.model.invitations import link
from chatservice.client.model.line_lists import ListKind
from chatservice.client.model.own_choices import ALWAYS
from chatservice.client.model.preferences import LEVELS
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.account_page import AccountPage
from chatservice.client.tk.flat_menu import FlatMenu
from chatservice.client.tk.link_sheet import LinkSheet
from chatservice.client.tk.questions import Questions
from chatservice.client.tk.settings_page import SettingsPage
from chatservice.client.words import _, marked
from chatservice.model.commands import CodeClass, CodeHandOut, CodeRunAll
from chatservice.model.events import DocumentList
from chatservice.model.names import fold

DOCUMENTS_SHOWN = 20  # in the menu
CLASS_COMMANDS = (
    (marked("Hand out a copy to everyone"), CodeHandOut),
    (marked("Who has written and run"), CodeClass),
    (marked("Run all copies"), CodeRunAll),
)
NO_LIST = marked("You are not connected. Try again in a moment.")


class Menus(Questions):
    """`to_search` and the like are implemented by the app."""

    _popup: FlatMenu | None = None
    to_search: Any
    leave_server: Any
    look_again: Any
    rescale: Any
    set_theme: Any

    def fresh_menu(self) -> FlatMenu:
        """An empty menu, in place of the last one."""
        if self._popup is not None:
            self._popup.destroy()
        menu = self._popup = FlatMenu(self.root, self.look)
        return menu

    def page_menu(self, folded: str, event: Any) -> None:
        main = self.main
        if main is None or folded not in main.tabs.pages:
            return
        page = main.tabs.pages[folded]
        menu = self.fresh_menu()
        page.pointer.add_rows(menu, f"@{event.x},{event.y}")
        if page.selected():
            menu.add_command(label=_("Copy"), command=lambda: self.copy(page.selected()))
        menu.add_command(label=_("Select all"), command=lambda: page.text.tag_add("sel", "1.0", "end"))
        menu.add_separator()
        menu.add_command(label=_("Search"), command=self.to_search)
        menu.add_command(label=_("Newest lines"), command=lambda: main.reader.to_end(folded))
        menu.tk_popup(event.x_root, event.y_root)

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard."""
        self.root.clipboard_clear()
        self.root.clipboard_append(text)

    def place_menu(self, event: Any, key: str) -> None:
        menu = self.fresh_menu()
        main = self.main
        if main is not None:
            menu.add_command(label=_("Open"), command=lambda: main.go(key))
        self._place_rows(menu, key)
        menu.tk_popup(event.x_root, event.y_root)

    def _place_rows(self, menu: FlatMenu, key: str) -> None:
        """Add what can be done with a conversation or a person."""
        desk = self.desk
        conversation = desk.state.conversation(key)
        name = conversation.name if conversation is not None else key
        if name.startswith("@"):
            self._person_rows(menu, name[1:])
        if conversation is not None:
            if conversation.kind == "group":
                menu.add_command(label=_("Add people…"), command=partial(self.ask_invite, key, name))
            if conversation.kind != "direct":
                menu.add_command(label=_("Topic…"), command=partial(self.ask_topic, key))
                menu.add_command(label=_("Rename…"), command=partial(self.ask_rename, key))
            menu.add_separator()
            menu.add_heading(_("Notifications"))
            now = tk.StringVar(menu, desk.choices.level(conversation))
            labels = {"all": _("Every line"), "mentions": _("Mentions only"), "none": _("Nothing")}
            for level in LEVELS:
                menu.add_radiobutton(
                    label=labels[level],
                    value=level, variable=now, command=partial(desk.choices.set_level, key, level),
                )  # fmt: skip
            menu._level = now  # type: ignore[attr-defined]  # or it is collected
            menu.add_separator()
            words = {"direct": _("Close"), "group": _("Leave group")}.get(conversation.kind, _("Leave room"))
            menu.add_command(label=words, command=lambda: desk.places.leave(conversation.key))

    def _person_rows(self, menu: tk.Menu, name: str) -> None:
        menu.add_command(label=_("Profile"), command=partial(self.show_profile, name))
        here = self._conversation()
        if here is not None and here.kind == "group" and fold(name) not in here.members:
            menu.add_command(
                label=_("Invite into {name}").format(name=harmless(here.name)),
                command=lambda: self.desk.places.invite(here.key, name),
            )
        if self.main is not None:
            composer = self.main.composer
            menu.add_command(label=_("Mention"), command=lambda: composer.add(f"@{name} "))

    def show_link(self) -> LinkSheet:
        """How others come here: the link of the open room, and the page for browsers."""
        state, conversation = self.desk.state, self._conversation()
        page = state.http
        if page and conversation is not None and conversation.kind == "public":
            page = f"{page.rstrip('/')}/r/{quote(conversation.name, safe='')}"
        return LinkSheet(self.look, link(self.desk.server, conversation), page, self.copy)

    def main_menu(self) -> None:
        if self.main is None:
            return
        menu = self.fresh_menu()
        away = self.desk.people.am_away
        rows: list[tuple[str, Callable[[], object], str]] = [
            (_("Profile"), self.show_own_profile, ""),
            (_("Set a status…"), self.ask_status, ""),
            (_("I am back") if away else _("Away…"), self.come_back if away else self.ask_away, ""),
            (_("Turn notifications on") if self.desk.choices.is_quiet else _("Do not disturb"),
             self._toggle_quiet, ""),
            ("", lambda: None, ""),
            (_("Account…"), self.show_account, ""),
            (_("Settings…"), self.show_settings, _("Ctrl-,")),
            (_("Keys"), self.show_keys, "F1"),
            ("", lambda: None, ""),
            (_("Mentions, bookmarks, reminders…"), self.main.choose_list, _("Ctrl-L")),
            (_("Link and QR code…"), self.show_link, ""),
            (_("Another server…"), self.leave_server, ""),
            (_("Quit"), self.desk.quit, _("Ctrl-Q")),
        ]  # fmt: skip
        for words, action, keys in rows:
            if words:
                menu.add_command(label=words, command=action, accelerator=keys)
            else:
                menu.add_separator()
        menu.update_idletasks()
        button = self.main.sidebar.menu
        menu.tk_popup(button.winfo_rootx(), max(0, button.winfo_rooty() - menu.winfo_reqheight()))

    def show_settings(self) -> None:
        SettingsPage(self)

    def show_account(self) -> None:
        if self.main is not None:
            AccountPage(self)

    def header_menu(self) -> None:
        """What can be done in the open conversation."""
        here = self._conversation()
        if self.main is None or here is None:
            return
        menu = self.fresh_menu()
        menu.add_command(label=_("New poll…"), command=self.ask_poll)
        menu.add_command(label=_("Send later…"), command=self.ask_later)
        menu.add_command(label=_("Code documents…"), command=self.code_menu)
        for kind in (ListKind.PINS, ListKind.FILES):
            menu.add_command(label=_(kind.value), command=partial(self.main.toggle_list, kind))
        menu.add_separator()
        self._place_rows(menu, here.key)
        self.below(menu, self.main.header.button("more"))

    def below(self, menu: tk.Menu, button: tk.Misc) -> None:
        """Open it under a button, inside the window."""
        menu.update_idletasks()
        right = self.root.winfo_rootx() + self.root.winfo_width() - menu.winfo_reqwidth()
        x = max(0, min(button.winfo_rootx(), right))
        menu.tk_popup(x, button.winfo_rooty() + button.winfo_height())

    # Code documents.

    def code_menu(self) -> None:
        """Those of the open conversation, or of the room of the open document, and a new one."""
        main = self.main
        if main is None:
            return
        editor = main.tabs.editors.get(main.tabs.editor)
        key = id_of(editor.document.info) if editor is not None else main.tabs.current
        future = self.desk.code_requests.documents_of(key)
        if future is None:
            self.show_wrong(_(NO_LIST))
        else:
            future.addCallback(self._show_code_menu, key)

    def _show_code_menu(self, answer: Any, key: str) -> None:
        if self.main is None:
            return
        if not isinstance(answer, DocumentList):
            self.show_wrong(harmless(answer.text) if answer is not None else _(NO_LIST))
            return
        menu = self.fresh_menu()
        menu.add_command(label=_("New code document…"), command=partial(self.ask_code, key))
        menu.add_command(label=_("Import a file…"), command=partial(self.ask_import_code, key))
        for info in answer.documents[:DOCUMENTS_SHOWN]:
            people = ", ".join(map(harmless, info.people[:5]))
            words = f"{harmless(info.title)}  ({harmless(info.language)})"
            menu.add_command(
                label=f"{words}   {people}" if people else words, command=partial(self._open_code, info.doc)
            )
        editor = self.main.tabs.editors.get(self.main.tabs.editor)
        self.below(menu, editor.head.more if editor is not None else self.main.header.button("code"))

    def _open_code(self, doc: str) -> None:
        self.show_wrong(self.desk.code_requests.open(doc))

    def document_menu(self, document: CodeDocument, button: tk.Misc) -> None:
        """What else can be done with an open code document."""
        menu = self.fresh_menu()
        owns = document.is_owner and not document.info.closed
        menu.add_command(label=_("Make a copy…"), command=partial(self.ask_fork_code, document))
        requests = self.desk.code_requests
        menu.add_command(
            label=_("Save as a file"), command=lambda: self._saved(document, *requests.export(document))
        )
        menu.add_command(
            label=_("Save changes since the shown version"),
            state="disabled" if document.past.text is None else "normal",
            command=lambda: self._saved(document, *requests.export_patch(document)),
        )
        menu.add_separator()
        menu.add_command(
            label=_("Rename…"),
            state="normal" if owns else "disabled",
            command=partial(self.ask_rename_code, document),
        )
        menu.add_command(
            label=_("Close for everyone…"),
            state="normal" if owns else "disabled",
            command=partial(self.ask_close_code, document),
        )
        menu.add_separator()
        menu.add_command(label=_("Other documents…"), command=self.code_menu)
        for words, command in CLASS_COMMANDS:
            menu.add_command(label=words, command=partial(self._class, document, command))
        menu.tk_popup(button.winfo_rootx(), button.winfo_rooty() + button.winfo_height())

    def _saved(self, document: CodeDocument, path: str, wrong: str) -> None:
        if self.main is not None and path:
            self.main.tabs.editors[document.info.doc].tell_done(_("Saved as {path}").format(path=path))
        self.show_wrong(wrong)

    def _class(self, document: CodeDocument, command: type[ClassCommand]) -> None:
        """The room's page shows the answer."""
        if self.main is not None:
            self.main.tabs.open(id_of(document.info))
        self.show_wrong(self.desk.code_requests.ask_class(document, command))

    def _toggle_quiet(self) -> None:
        self.show_answer(self.desk.choices.set_quiet("" if self.desk.choices.is_quiet else ALWAYS))
