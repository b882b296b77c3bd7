"""The chat screen: rooms, tabs, people, and the input line."""

import tkinter as tk
from functools import partial
from tkinter import ttk
from typing import Any

from chatservice.client.link.transport import LinkPhase
from chatservice.client.model import sidebar
from chatservice.client.model.controller import Controller
from chatservice.client.model.line_lists import ListKind
from chatservice.client.model.person_card import words_beside
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.typing import seen_words, typing_words
from chatservice.client.tk.banner import Banner
from chatservice.client.tk.editor import Editor, EditorActions
from chatservice.client.tk.focus import focus_now
from chatservice.client.tk.header import ConversationHead
from chatservice.client.tk.line_actions import LineActions
from chatservice.client.tk.line_writer import LineWriter
from chatservice.client.tk.page_reader import PageReader
from chatservice.client.tk.parts import Parts
from chatservice.client.tk.right import RightPane
from chatservice.client.tk.sidebar import Sidebar
from chatservice.client.tk.tabs import Tabs
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.transcript import Transcript
from chatservice.client.tk.transfer_rows import TransferRows
from chatservice.client.words import _, n_
from chatservice.model.names import fold

STATUS = 30  # pixels of the row over the line, at 100 %


class MainScreen(ttk.Frame):
    """Draws what the controller holds. `actions` are the app's: forms, menus, files."""

    def __init__(self, master: tk.Misc, look: Theme, desk: Controller, actions: Any) -> None:
        super().__init__(master)
        self.look, self.desk, self.actions = look, desk, actions
        self._shown_typing = ""
        self.panes = Parts(self, look, desk.memory, self._to_text, lambda: not self.tabs.editor)
        self.panes.pack(fill="both", expand=True)
        self.centre = self.panes.centre
        self.sidebar = self.panes.sidebar = Sidebar(self.panes, look, self.go, self.tell_places, actions)
        self.sidebar.pack_propagate(False)
        self.sidebar.rows.left = lambda: self.sidebar.rows.mark(self._key())
        self.right = self.panes.right = RightPane(
            self.panes,
            look,
            desk,
            self._key,
            self.go,
            actions.place_menu,
            self.jump,
            self.panes.close_right,
            actions.fresh_menu,
            actions.fetch_listed,
        )
        self.right.pack_propagate(False)
        self._make_centre()
        self.restyle()

    def _make_centre(self) -> None:
        self.tabs = Tabs(
            self.centre,
            self.look,
            self.desk,
            self._page,
            self._editor,
            self.actions,
            self._to_text,
            self._turned,
        )
        self.reader = PageReader(self.desk, self.tabs)
        self.header = self.panes.header = ConversationHead(
            self.centre,
            self.look,
            {
                "search": self.begin_search,
                "pins": partial(self.toggle_list, ListKind.PINS),
                "files": partial(self.toggle_list, ListKind.FILES),
                "code": self.actions.code_menu,
                "people": self.panes.toggle_people,
                "more": self.actions.header_menu,
            },
            self.actions.ask_topic,
            self.panes.toggle_side,
            lambda address: self.actions.clicks.clicked("link", address, 0),
        )
        self.writer = LineWriter(self.centre, self.look, self.desk, self.actions, self._key)
        self.composer, self.tell_target = self.writer.composer, self.writer.tell_target
        self.status = ttk.Frame(self.centre)
        self.status.columnconfigure(0, weight=1)
        self.status.rowconfigure(0, minsize=self.look.px(STATUS))
        self.typing = ttk.Label(self.status, style="Faint.TLabel", anchor="w")
        self.typing.grid(row=0, column=0, sticky="ew", padx=self.look.px(18))
        self.banner = Banner(self.status, self.look, self.desk, self.actions)
        self.transfers = TransferRows(self.centre, self.look, self.actions.transfer, self.tabs)
        self.header.pack(side="top", fill="x")
        self.show_tabs(self.desk.memory.values.show_tabs)
        self.composer.pack(side="bottom", fill="x")
        self.status.pack(side="bottom", fill="x")
        self.tabs.pack(side="top", fill="both", expand=True)

    def show_tabs(self, shown: bool) -> None:
        if shown:
            first = self.centre.pack_slaves()[0]
            self.tabs.strip.pack(side="top", fill="x", before=first)
        else:
            self.tabs.strip.pack_forget()

    def _page(self, master: tk.Misc, key: str) -> Transcript:
        scrolled, menu = partial(self.reader.scrolled, key), partial(self.actions.page_menu, key)
        lines = LineActions(self.actions, key)
        page = Transcript(
            master, self.look, scrolled, self.actions.clicks.clicked, menu, lines, self._to_text
        )
        page.jump_to_end = partial(self.reader.to_end, key)
        page.back.configure(command=partial(self.reader.go_back, key))
        return page

    def _editor(self, master: tk.Misc, doc: str) -> Editor:
        document = self.desk.code.documents[doc]
        actions = EditorActions(
            self.actions.ask_invite_code, self.actions.document_menu, self.desk.readings.needs_account
        )
        return Editor(master, self.look, document, lambda: self.desk.state.me, actions)

    def _to_text(self) -> None:
        focus_now(self.composer.text)

    def restyle(self) -> None:
        for part in (self.sidebar, self.header, self.right, self.composer, self.tabs, self.panes):
            part.restyle()
        self.tell_header()  # its icon has another size
        self.writer.spelt.restyle()

    def toggle_list(self, kind: ListKind) -> None:
        if self.panes.right_open and self.right.kind is kind:
            self.right.end()
        else:
            self.panes.open_right()
            self.right.show_list(kind)

    # Tabs.

    def _key(self) -> str:
        return self.tabs.current

    def _turned(self) -> None:
        key = self._key()
        self._show_around(not self.tabs.editor)
        self.composer.turn(self.desk.writing.turn(key, self.composer.value))
        self.tell_target()
        self.desk.readings.look_at(key, at_end=True)
        self.sidebar.rows.mark(key)
        self.reader.tell()
        self.tell_people()
        self.tell_header()
        self.panes.show_conversation()
        self.desk.redraw()

    def _show_around(self, shown: bool) -> None:
        """What belongs to a conversation: a code document has neither composer nor members."""
        if not shown:
            for part in (self.header, self.composer):
                part.pack_forget()
            self.tabs.editors[self.tabs.editor].focus_text()
        elif not self.composer.winfo_manager():
            self.header.pack(side="top", fill="x", before=self.tabs)
            self.composer.pack(side="bottom", fill="x", before=self.tabs)
        self._place_status()
        self.panes.arrange()

    def _place_status(self) -> None:
        """A document has it only while something is wrong."""
        shown = not self.tabs.editor or self.banner.is_shown
        if shown and not self.status.winfo_manager():
            self.status.pack(side="bottom", fill="x", before=self.tabs)
        elif not shown:
            self.status.pack_forget()

    def go(self, key: str) -> None:
        """Open an entry of the list: a conversation, a room to enter, a person to write to."""
        self.panes.show_conversation()
        self.panes.uncover()
        room = self.desk.places.unentered(key)
        if room is not None:
            self.actions.ask_enter(room)
            return
        wrong = self.desk.places.go(key)
        if wrong:
            self.composer.say(wrong, bad=True)

    # Drawing.

    def tell(self, changed: set[str]) -> None:
        """Draw what has changed: `changed` is the state's, the rest is looked up."""
        self.tabs.tell_code()
        if changed & {"places", "people", "me"}:
            self.tell_places()
        if changed & {"people", "places"}:
            self.tell_people()
        if changed & {"topic", "people", "places"}:
            self.tell_header()
        if "found" in changed:
            self.right.tell_found()
        if changed & {"bookmarks", "pinned"}:
            self.right.tell_list_again()
        self.transfers.tell(self.desk.files.below)
        self.reader.tell()
        self.tell_status()

    def tell_places(self) -> None:
        desk = self.desk
        self.sidebar.rows.tell(
            sidebar.parts(desk.state, self.sidebar.pattern.get(), desk.writing.drafts, desk.choices.muted)
        )
        if not self.sidebar.rows.has_keys:
            self.sidebar.rows.mark(self._key())
        self.tabs.tell()

    def tell_people(self) -> None:
        self.right.tell_people(self.tabs.current)

    def tell_header(self) -> None:
        conversation = self.desk.state.conversations.get(self.tabs.current)
        if conversation is None:
            self.header.tell("", "", "", 0, "")
            self.composer.show_place(_("Choose a conversation on the left, or press Ctrl-K"))
            return
        name = harmless(conversation.title)
        direct = conversation.kind == "direct"
        icon = {"group": "users", "direct": "message-circle"}.get(conversation.kind, "hash")
        shown = name.removeprefix("@") if direct else name
        beside = words_beside(self.desk.state.shown.get(fold(conversation.name[1:])), self.desk.session.now())
        hint = beside if direct else _("Add a topic")
        here = 0 if direct else conversation.here or len(conversation.members)
        self.header.tell(icon, shown, harmless(conversation.topic), here, hint)
        self.composer.show_place(
            _("Message {place}").format(place=shown if direct else "#" + name if icon == "hash" else name)
        )

    def tell_typing(self) -> bool:
        """Show who types in the open conversation, or else who has read it; whether anyone types."""
        conversation = self.desk.state.conversations.get(self.tabs.current)
        names = conversation.typists(self.desk.session.now()) if conversation is not None else []
        seen = seen_words(conversation, self.desk.state.me) if conversation is not None else ""
        words = typing_words(names) or seen
        if words != self._shown_typing:
            self._shown_typing = words
            self.typing.configure(text=words)
        return bool(names)

    def tell_status(self) -> None:
        """Show whether the user is connected."""
        desk = self.desk
        phase, link = desk.status.phase, desk.link
        seconds = max(0, round(desk.status.retry_at - link.now())) if link is not None else 0
        look, words = {
            LinkPhase.HERE: ("here", _("online")),
            LinkPhase.WAITING: ("wait", _("reconnecting in {seconds} s").format(seconds=seconds)),
            LinkPhase.DIALLING: ("wait", _("reconnecting")),
            LinkPhase.COMING_IN: ("wait", _("reconnecting")),
        }.get(phase, ("bad", _("offline")))
        unsent = desk.writing.unsent if phase is not LinkPhase.HERE else 0
        waiting = ", " + n_("{count} unsent", "{count} unsent", unsent) if unsent else ""
        quiet = ", " + _("do not disturb") if desk.choices.is_quiet else ""
        beside = words_beside(desk.state.shown.get(fold(desk.state.me)), desk.session.now())
        self.sidebar.tell_me(
            harmless(desk.state.me), look, f"{words}{waiting}{quiet}{', ' if beside else ''}{beside}"
        )
        self.banner.tell(seconds)
        self._place_status()

    # Searching.

    def begin_search(self) -> None:
        self.panes.open_right()
        self.right.begin()

    def jump(self, key: str, seq: int) -> None:
        """Show that line in the tab of its conversation."""
        if key in self.desk.state.conversations:
            self.panes.uncover()
            self.tabs.open(key)
            self.reader.jump_to(key, seq)

    def choose_list(self) -> None:
        """Choose what stands at the right: people, or a list of lines."""
        self.panes.open_right()
        self.update_idletasks()
        self.right.choose_list()
