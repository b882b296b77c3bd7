"""The chat screen: rooms, tabs, people, and the input line."""

import tkinter as tk
from functools import partial
from tkinter import ttk
from typing import Any

from chatservice.client.link.transport import LinkPhase
from chatservice.client.model import completion, sidebar
from chatservice.client.model.controller import Controller
from chatservice.client.model.person_card import words_beside
from chatservice.client.model.quotes import target_words
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.typing import seen_words, typing_words
from chatservice.client.tk.banner import Banner
from chatservice.client.tk.composer import Composer
from chatservice.client.tk.editor import Editor, EditorActions
from chatservice.client.tk.emoji_chooser import EmojiChooser
from chatservice.client.tk.line_actions import LineActions
from chatservice.client.tk.page_reader import PageReader
from chatservice.client.tk.right import RightPane
from chatservice.client.tk.sidebar import Sidebar
from chatservice.client.tk.tabs import Tabs
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.transcript import Transcript
from chatservice.client.tk.transfer_rows import TransferRows
from chatservice.model.names import fold


class MainScreen(ttk.Frame):
    """Draws what the controller holds. `actions` are the app's: forms, menus, files."""

    def __init__(self, master: tk.Misc, look: Theme, desk: Controller, actions: Any) -> None:
        super().__init__(master)
        self.look, self.desk, self.actions = look, desk, actions
        self._shown_topic = self._shown_typing = ""
        self._width = 0
        self._right_width = 0
        self.banner = Banner(self, look, desk, actions)
        self.panes = ttk.PanedWindow(self, orient="horizontal")
        self.panes.pack(fill="both", expand=True)
        self.sidebar = Sidebar(
            self.panes,
            look,
            self.go,
            self.tell_places,
            (
                ("Join room", actions.ask_room),
                ("Private Chat", self._private),
                ("Create Group", actions.ask_group),
                ("Menu", actions.main_menu),
                ("Code", actions.code_menu),
            ),
            actions.place_menu,
        )
        self.centre = ttk.Frame(self.panes)
        self.right = RightPane(
            self.panes,
            look,
            desk,
            self._key,
            self.go,
            actions.place_menu,
            self.jump,
            self._to_composer,
            actions.fresh_menu,
        )
        self.panes.add(self.sidebar, weight=0)
        self.panes.add(self.centre, weight=1)
        self.panes.add(self.right, weight=0)
        self._make_centre()
        self.bind("<Configure>", lambda _: self._fit())

    def _make_centre(self) -> None:
        px = self.look.px
        self.tabs = Tabs(
            self.centre, self.look, self.desk, self._page, self._editor, self.actions, self._to_text
        )
        self.reader = PageReader(self.desk, self.tabs)
        self.topic = ttk.Label(self.centre, style="Faint.TLabel", anchor="w", cursor="hand2")
        self.composer = Composer(
            self.centre,
            self.look,
            self._submit,
            self._complete,
            self._recall,
            self._hint,
            self.actions.attach,
            self.actions.paste,
            self._ask_emoji,
        )
        self.composer.types = self._types
        self.composer.edit_last = self._edit_last
        self.composer.end_target = self._end_target
        self.composer.rest = self.desk.writing.rest
        self.typing = ttk.Label(self.centre, style="Faint.TLabel", anchor="w")
        self.transfers = TransferRows(self.centre, self.look, self.actions.transfer)
        self.composer.pack(side="bottom", fill="x")
        self.topic.pack(side="bottom", fill="x", padx=px(14))
        self.typing.pack(side="bottom", fill="x", padx=px(14))
        self.tabs.notebook.pack(side="top", fill="both", expand=True)
        self.topic.bind("<Button-1>", lambda _: self.actions.ask_topic())
        self.tabs.notebook.bind("<<NotebookTabChanged>>", lambda _: self._turned())

    def _page(self, master: tk.Misc, key: str) -> Transcript:
        scrolled, menu = partial(self.reader.scrolled, key), partial(self.actions.page_menu, key)
        lines = LineActions(self.actions, key)
        page = Transcript(master, self.look, scrolled, self.actions.clicked, menu, lines, self._to_text)
        page.jump_to_end = partial(self.reader.to_end, key)
        page.back.configure(command=partial(self.reader.go_back, key))
        return page

    def _editor(self, master: tk.Misc, doc: str) -> Editor:
        document = self.desk.code.documents[doc]
        actions = EditorActions(self.actions.ask_invite_code, self.actions.document_menu)
        return Editor(master, self.look, document, lambda: self.desk.state.me, actions)

    def _to_text(self) -> None:
        self.composer.text.focus_set()

    def restyle(self) -> None:
        for rows in (self.sidebar.rows, self.right.members):
            rows.restyle()
        self.composer.restyle()
        self.tabs.restyle()

    @property
    def _narrow(self) -> bool:
        return self.winfo_width() < self.look.px(720)

    def _fit(self) -> None:
        """Hide the list of people on the right when the window is narrow."""
        width = self.winfo_width()
        if width < 2 or width == self._width:
            return
        narrow = self._narrow or bool(self.tabs.editor)
        visible = str(self.right) in self.panes.panes()
        if narrow and visible and not self.right.words.get():
            self.panes.forget(self.right)
        elif not narrow and not visible:
            self.panes.add(self.right, weight=0)
        self.after_idle(self._place_sashes, width, not narrow, self._width)
        self.after(200, self.tabs.make_room)
        self._width = width

    def _place_sashes(self, width: int, three: bool, before: int) -> None:
        """Keep the widths of the sides; at first they get the default widths."""
        if not self.winfo_exists():
            return
        if before < 2:
            self.panes.sashpos(0, self.look.px(248))
        if three:
            right = self.look.px(196) if before < 2 else max(self.look.px(120), self._right_width)
            self.panes.sashpos(1, width - right)
            self._right_width = right

    # Tabs.

    def _key(self) -> str:
        return self.tabs.current

    def _turned(self) -> None:
        key = self._key()
        self.tabs.use()
        self._show_around(not self.tabs.editor)
        self.composer.turn(self.desk.writing.turn(key, self.composer.value))
        self.tell_target()
        self.desk.readings.look_at(key, at_end=True)
        self.sidebar.rows.mark(key)
        self.reader.tell()
        self.tell_people()
        self.tell_topic()
        self.desk.redraw()

    def _show_around(self, shown: bool) -> None:
        """What belongs to a conversation: a code document has neither composer nor members."""
        visible = str(self.right) in self.panes.panes()
        if visible and not shown:
            self.panes.forget(self.right)
        elif shown and not visible and not self._narrow:
            self.panes.add(self.right, weight=0)
            self.after_idle(self._place_sashes, self._width, True, self._width)
        if not shown:
            self.composer.pack_forget()
            self.topic.pack_forget()
            self.typing.pack_forget()
            self.tabs.editors[self.tabs.editor].focus_text()
        elif not self.composer.winfo_manager():
            self.composer.pack(side="bottom", fill="x", before=self.tabs.notebook)
            for words in (self.topic, self.typing):
                words.pack(side="bottom", fill="x", padx=self.look.px(14), before=self.tabs.notebook)

    def go(self, key: str) -> None:
        """Open an entry of the list: a conversation, a room to enter, a person to write to."""
        wrong = self.desk.places.go(key)
        if wrong:
            self.composer.say(wrong, bad=True)

    def _private(self) -> None:
        chosen = self.right.members.chosen() or self.sidebar.rows.chosen()
        if chosen.startswith("@"):
            self.go(chosen)
        else:
            self.actions.ask_person()

    # Drawing.

    def tell(self, changed: set[str]) -> None:
        """Draw what has changed: `changed` is the state's, the rest is looked up."""
        self.tabs.tell_code()
        if changed & {"places", "people", "me"}:
            self.tell_places()
        if changed & {"people", "places"}:
            self.tell_people()
        if "topic" in changed:
            self.tell_topic()
        if "found" in changed:
            self.right.tell_found()
        if changed & {"bookmarks", "pinned"}:
            self.right.tell_list_again()
        self.transfers.tell(self.desk.files.transfers)
        self.reader.tell()
        self.tell_status()

    def tell_places(self) -> None:
        self.sidebar.rows.tell(
            sidebar.parts(self.desk.state, self.sidebar.pattern.get(), self.desk.writing.drafts)
        )
        self.sidebar.rows.mark(self._key())
        self.tabs.tell()

    def tell_people(self) -> None:
        self.right.tell_people(self.tabs.current)

    def tell_topic(self) -> None:
        conversation = self.desk.state.conversations.get(self.tabs.current)
        topic = harmless(conversation.topic) if conversation is not None else ""
        words = f"Topic: {topic}" if topic else ""
        if words != self._shown_topic:
            self._shown_topic = words
            self.topic.configure(text=words)

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

    def _types(self, text: str) -> None:
        self.desk.writing.typed(text)
        if self.desk.writing.target is None or not self.desk.writing.target.edit:
            self.desk.typing.typed(self.desk.writing.drafts.writing, text)

    def tell_status(self) -> None:
        """Show whether the user is connected."""
        desk = self.desk
        phase, link = desk.status.phase, desk.link
        seconds = max(0, round(desk.status.retry_at - link.now())) if link is not None else 0
        look, words = {
            LinkPhase.HERE: ("here", "online"),
            LinkPhase.WAITING: ("wait", f"reconnecting in {seconds} s"),
            LinkPhase.DIALLING: ("wait", "reconnecting"),
            LinkPhase.COMING_IN: ("wait", "reconnecting"),
        }.get(phase, ("bad", "offline"))
        unsent = desk.writing.unsent if phase is not LinkPhase.HERE else 0
        waiting = f", {unsent} unsent" if unsent else ""
        quiet = ", do not disturb" if desk.choices.is_quiet else ""
        self.sidebar.me.configure(text=f" {harmless(desk.state.me)}", image=self.look.pictures[look])
        beside = words_beside(desk.state.shown.get(fold(desk.state.me)), desk.session.now())
        self.sidebar.standing.configure(text=f"{words}{waiting}{quiet}{', ' if beside else ''}{beside}")
        self.banner.tell(seconds, self.panes)

    # Writing.

    def _submit(self, text: str) -> str:
        wrong = self.desk.writing.submit(self.desk.writing.drafts.writing, text)
        self.tell_target()
        if not wrong:
            self.desk.typing.said()
        return wrong

    def tell_target(self) -> None:
        """Show what the text in the composer is for."""
        target = self.desk.writing.target
        conversation = self.desk.state.conversations.get(self.desk.writing.drafts.writing)
        if target is None or conversation is None:
            self.composer.show_target("")
        else:
            self.composer.show_target(target_words(target, conversation))

    def _edit_last(self) -> str | None:
        seq = self.desk.writing.last_own()
        if not seq:
            return None
        text = self.desk.writing.begin_edit(seq, "")
        self.tell_target()
        return text

    def _end_target(self, text: str) -> str:
        rest = self.desk.writing.end_target(text)
        self.tell_target()
        return rest

    def _ask_emoji(self) -> None:
        EmojiChooser(self.look, self.desk.memory, self.composer.add)

    def _complete(self, before: str, back: bool) -> str | None:
        conversation = self.desk.state.conversations.get(self.tabs.current)
        near = list(conversation.members.values()) if conversation is not None else []
        names = dict.fromkeys([*near, *self.desk.state.people.values()])
        names.pop(self.desk.state.me, None)
        return self.desk.writing.completion.next(before, names, back)

    def _recall(self, now: str, up: bool) -> str | None:
        return self.desk.writing.recall.up(now) if up else self.desk.writing.recall.down()

    def _hint(self, text: str) -> str:
        uses = completion.hints(text)
        return "    ".join(uses[:4]) + ("  …" if len(uses) > 4 else "")

    # Searching.

    def begin_search(self) -> None:
        if str(self.right) not in self.panes.panes():
            self.panes.add(self.right, weight=0)
        self.right.begin()

    def _to_composer(self) -> None:
        self.composer.text.focus_set()
        if self._narrow and str(self.right) in self.panes.panes():
            self.panes.forget(self.right)  # it was open only for the search

    def jump(self, key: str, seq: int) -> None:
        """Show that line in the tab of its conversation."""
        if key in self.desk.state.conversations:
            self.tabs.open(key)
            self.reader.jump_to(key, seq)

    def choose_list(self) -> None:
        """Choose what stands at the right: people, or a list of lines."""
        if str(self.right) not in self.panes.panes():
            self.panes.add(self.right, weight=0)
        self.update_idletasks()
        self.right.choose_list()
