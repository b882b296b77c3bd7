"""The chat screen: rooms, tabs, people, and the input line."""

import base64
import contextlib
import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk
from typing import Any

from chatservice.client.link.cursors import id_of
from chatservice.client.link.transport import LinkPhase
from chatservice.client.model import completion, sidebar
from chatservice.client.model.controller import Controller
from chatservice.client.model.pictures import HEIGHT, WIDTH, has_picture
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.composer import Composer
from chatservice.client.tk.editor import Editor
from chatservice.client.tk.right import RightPane
from chatservice.client.tk.sidebar import Sidebar
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.transcript import Transcript
from chatservice.client.tk.transfer_rows import TransferRows
from chatservice.model.events import FileShared, LoggedEvent

PICTURES_MAX = 100  # of 320 by 240 points, in one session: 30 MB at most


class MainScreen(ttk.Frame):
    """Draws what the controller holds. `actions` are the app's: forms, menus, files."""

    def __init__(self, master: tk.Misc, look: Theme, desk: Controller, actions: Any) -> None:
        super().__init__(master)
        self.look, self.desk, self.actions = look, desk, actions
        self.pages: dict[str, Transcript] = {}
        self.editors: dict[str, Editor] = {}  # by document
        self._pending: set[str] = set()
        self._looked_at: set[object] = set()
        self._used: dict[str, None] = {}  # tabs, the most recently used last
        self._shown_topic = ""
        self._width = 0
        self._right_width = 0
        px = look.px
        self.banner = ttk.Frame(self, style="Banner.TFrame", padding=(px(14), px(6)))
        self.banner_words = ttk.Label(self.banner, style="Banner.TLabel", anchor="w")
        self.banner_button = ttk.Button(self.banner, takefocus=False)
        self.banner_button.pack(side="right")
        self.banner_words.pack(side="left", fill="x", expand=True)
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
            self.panes, look, desk, self._key, self.go, actions.place_menu, self._jump, self._to_composer
        )
        self.panes.add(self.sidebar, weight=0)
        self.panes.add(self.centre, weight=1)
        self.panes.add(self.right, weight=0)
        self._make_centre(px)
        self.bind("<Configure>", lambda _: self._fit())

    def _make_centre(self, px: Callable[[float], int]) -> None:
        self.tabs = ttk.Notebook(self.centre, takefocus=False)
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
        )
        self.transfers = TransferRows(self.centre, self.look, self.actions.transfer)
        self.composer.pack(side="bottom", fill="x")
        self.topic.pack(side="bottom", fill="x", padx=px(14))
        self.tabs.pack(side="top", fill="both", expand=True)
        self.topic.bind("<Button-1>", lambda _: self.actions.ask_topic())
        self.tabs.bind("<<NotebookTabChanged>>", lambda _: self._turned())
        self.tabs.bind("<ButtonRelease-1>", self._tab_clicked)
        self.tabs.bind("<ButtonRelease-2>", self._tab_away)
        self.tabs.bind("<Button-3>", self._tab_menu)

    def restyle(self) -> None:
        for rows in (self.sidebar.rows, self.right.members):
            rows.restyle()
        self.composer.restyle()
        tabs: list[Transcript | Editor] = [*self.pages.values(), *self.editors.values()]
        for tab in tabs:
            tab.restyle()

    @property
    def _narrow(self) -> bool:
        return self.winfo_width() < self.look.px(720)

    def _fit(self) -> None:
        """Hide the list of people on the right when the window is narrow."""
        width = self.winfo_width()
        if width < 2 or width == self._width:
            return
        narrow = self._narrow or bool(self.editor)
        visible = str(self.right) in self.panes.panes()
        if narrow and visible and not self.right.words.get():
            self.panes.forget(self.right)
        elif not narrow and not visible:
            self.panes.add(self.right, weight=0)
        self.after_idle(self._place_sashes, width, not narrow, self._width)
        self.after(200, self._make_room)
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

    @property
    def current(self) -> str:
        """The key of the open conversation."""
        selected = self.tabs.select()
        return next((key for key, page in self.pages.items() if str(page) == selected), "")

    def _key(self) -> str:
        return self.current

    def open(self, key: str, front: bool = True) -> None:
        if key not in self.pages:
            page = Transcript(
                self.tabs,
                self.look,
                partial(self._scrolled, key),
                self.actions.clicked,
                partial(self.actions.page_menu, key),
            )
            page.jump_to_end = partial(self.to_end, key)
            self.pages[key] = page
            self._used[key] = None
            self.tabs.add(page, text=self._tab_text(key))
        if front:
            self.tabs.select(self.pages[key])
            self.composer.text.focus_set()
        self._make_room()

    def _make_room(self) -> None:
        """Show as many tabs as are readable. The least recently used one is closed: its conversation
        stays in the list on the left."""
        editors = sum(self._width_of(self._code_text(doc)) for doc in self.editors)
        room = self.tabs.winfo_width() - self.look.px(20) - editors
        wide = {key: self._tab_width(key) for key in self.pages}
        for key in [each for each in self._used if each in self.pages and each != self.current]:
            if sum(wide.values()) <= room or len(wide) < 2 or room < 2:
                return
            del wide[key]
            self.close(key)

    def _tab_width(self, key: str) -> int:
        return self._width_of(self._tab_text(key))

    def _width_of(self, words: str) -> int:
        return self.look.fonts["widget"].measure(words) + self.look.px(48)

    def close(self, key: str) -> None:
        self._used.pop(key, None)
        page = self.pages.pop(key, None)
        if page is not None:
            self.tabs.forget(page)
            page.destroy()

    def clear(self) -> None:
        """Close the tabs of conversations that no longer exist."""
        for key in [key for key in self.pages if key not in self.desk.state.conversations]:
            self.close(key)

    # Code documents.

    @property
    def editor(self) -> str:
        """The document of the open tab; empty when that is a conversation."""
        selected = self.tabs.select()
        return next((doc for doc, editor in self.editors.items() if str(editor) == selected), "")

    def open_code(self, doc: str) -> None:
        document = self.desk.code.documents.get(doc)
        if document is None:
            return
        if doc not in self.editors:
            invite = partial(self.actions.ask_invite_code, document)
            self.editors[doc] = Editor(self.tabs, self.look, document, lambda: self.desk.state.me, invite)
            self.tabs.add(self.editors[doc], text=self._code_text(doc))
        self.tabs.select(self.editors[doc])
        self.editors[doc].focus_text()

    def close_code(self, doc: str) -> None:
        editor = self.editors.pop(doc, None)
        if editor is not None:
            self.tabs.forget(editor)
            editor.destroy()
            self.desk.code.leave(doc)

    def tell_code(self) -> None:
        for doc, editor in self.editors.items():
            editor.tell()
            self._name_tab(editor, self._code_text(doc))

    def _code_text(self, doc: str) -> str:
        document = self.desk.code.documents.get(doc)
        return f" </> {_short(harmless(document.info.title))} " if document is not None else ""

    def _name_tab(self, tab: Transcript | Editor, words: str) -> None:
        if self.tabs.tab(tab, "text") != words:
            self.tabs.tab(tab, text=words)

    def _tab_text(self, key: str) -> str:
        conversation = self.desk.state.conversations.get(key)
        if conversation is None:
            return key
        name = _short(harmless(conversation.title))
        return f" {name} ({conversation.unread}) " if conversation.unread else f" {name} "

    def tell_tabs(self) -> None:
        for key, page in self.pages.items():
            self._name_tab(page, self._tab_text(key))

    def turn(self, step: int) -> None:
        """Go to the next tab, or the previous one."""
        tabs = self.tabs.tabs()
        if tabs:
            self.desk.state.lost = ""
            self.tabs.select(tabs[(tabs.index(self.tabs.select()) + step) % len(tabs)])

    def _turned(self) -> None:
        key = self._key()
        if self.current in self._used:
            del self._used[self.current]
            self._used[self.current] = None
        self._show_around(not self.editor)
        self.composer.turn(self.desk.writing.turn(key, self.composer.value))
        self.desk.readings.look_at(key, at_end=True)
        self.sidebar.rows.mark(key)
        self.tell_page()
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
            self.editors[self.editor].focus_text()
        elif not self.composer.winfo_manager():
            self.composer.pack(side="bottom", fill="x", before=self.tabs)
            self.topic.pack(side="bottom", fill="x", padx=self.look.px(14), before=self.tabs)

    def _tab_at(self, event: Any) -> str:
        try:
            index = self.tabs.index(f"@{event.x},{event.y}")
        except tk.TclError:
            return ""
        path = self.tabs.tabs()[index]
        tabs: dict[str, Transcript | Editor] = {**self.pages, **self.editors}
        return next((key for key, tab in tabs.items() if str(tab) == path), "")

    def _tab_clicked(self, event: Any) -> None:
        if "close" in str(self.tabs.identify(event.x, event.y)):
            self._tab_away(event)
        else:
            self.desk.state.lost = ""
            if not self.editor:
                self.composer.text.focus_set()

    def _tab_away(self, event: Any) -> None:
        key = self._tab_at(event)
        if key:
            self.put_away(key)

    def put_away(self, key: str) -> None:
        """Close the tab; the conversation stays in the list, and you stay in the room."""
        if key in self.editors:
            self.actions.close_code(key)
        elif len(self.pages) > 1:
            self.close(key)

    def _tab_menu(self, event: Any) -> None:
        key = self._tab_at(event)
        conversation = self.desk.state.conversations.get(key)
        if conversation is not None:
            self.actions.place_menu(event, conversation.key)

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

    # Reading.

    def _scrolled(self, key: str, top: bool, end: bool) -> None:
        reading = self.desk.readings.get(key)
        if reading is None:
            return
        self._look_at_pictures(self.pages[key])
        if end:
            if self.desk.readings.later(key):
                self.tell_page()
        elif reading.follow:
            reading.hold()
        if top and not end and self.desk.readings.earlier(key):
            self.tell_page()
        self.desk.readings.look_at(self._key(), reading.follow)

    def to_end(self, key: str) -> None:
        reading = self.desk.readings.get(key)
        if reading is not None:
            reading.to_end()
            self.desk.readings.look_at(self._key(), at_end=True)
            self.tell_page()
            self.desk.redraw()

    def tell_page(self) -> None:
        key = self.current
        page = self.pages.get(key)
        if page is None:
            return
        items = self.desk.readings.items(key)
        reading = self.desk.readings.get(key)
        if reading is not None:
            page.show(items, self.desk.readings.mention(), reading.follow, reading.below)
            if reading.hit and reading.conversation.runs.of(reading.hit) and key in self._pending:
                self._pending.discard(key)
                reading.to(reading.hit)
                page.show(self.desk.readings.items(key), self.desk.readings.mention(), False, reading.below)
                page.show_item(("line", reading.hit))

        self._look_at_pictures(page)

    def _look_at_pictures(self, page: Transcript) -> None:
        """Show thumbnails of visible images; they are fetched when they come into view."""
        for item in page.seen():
            line = getattr(item, "line", None)
            if not isinstance(line, FileShared) or not has_picture(line):
                continue
            if (id_of(line), line.seq) in self._looked_at:
                continue
            future = self.desk.files.picture(line)
            if future is None or len(self._looked_at) >= PICTURES_MAX:
                return
            self._looked_at.add((id_of(line), line.seq))
            future.addCallback(self._picture_came, page, item.id)

    def _picture_came(self, data: bytes | None, page: Transcript, item_id: object) -> None:
        if data is None or not page.winfo_exists():
            return
        with contextlib.suppress(tk.TclError):  # not a picture after all
            photo = tk.PhotoImage(master=self, data=base64.b64encode(data))
            times = max(1, -(-photo.width() // WIDTH), -(-photo.height() // HEIGHT))
            page.pictures[item_id] = photo.subsample(times) if times > 1 else photo
            page.place_picture(item_id)

    # Lists.

    def tell_places(self) -> None:
        self.sidebar.rows.tell(
            sidebar.parts(self.desk.state, self.sidebar.pattern.get(), self.desk.writing.drafts)
        )
        self.sidebar.rows.mark(self._key())
        self.tell_tabs()

    def tell_people(self) -> None:
        self.right.tell_people(self.current)

    def tell_topic(self) -> None:
        conversation = self.desk.state.conversations.get(self.current)
        topic = harmless(conversation.topic) if conversation is not None else ""
        words = f"Topic: {topic}" if topic else ""
        if words != self._shown_topic:
            self._shown_topic = words
            self.topic.configure(text=words)

    def tell_status(self) -> None:
        desk = self.desk
        phase, link = desk.status.phase, desk.link
        seconds = max(0, round(desk.status.retry_at - link.now())) if link is not None else 0
        look, words = {
            LinkPhase.HERE: ("here", "online"),
            LinkPhase.WAITING: ("wait", f"reconnecting in {seconds} s"),
            LinkPhase.DIALLING: ("wait", "reconnecting"),
            LinkPhase.COMING_IN: ("wait", "reconnecting"),
        }.get(phase, ("bad", "offline"))
        waiting = (
            f", {desk.writing.unsent} unsent" if desk.writing.unsent and phase is not LinkPhase.HERE else ""
        )
        quiet = ", do not disturb" if desk.memory.values.quiet else ""
        self.sidebar.me.configure(text=f" {harmless(desk.state.me)}", image=self.look.pictures[look])
        self.sidebar.standing.configure(text=f"{words}{waiting}{quiet}")
        if phase is LinkPhase.WAITING:
            self._banner(
                f"Reconnecting in {seconds} s. {desk.trouble}", "Try now", link.retry if link else None
            )
        elif phase is LinkPhase.REFUSED and desk.trouble is not None and "certificate" in desk.trouble.kind:
            self._banner(str(desk.trouble), "Show certificate", self.actions.decide, bad=True)
        elif phase is LinkPhase.REFUSED:
            self._banner(str(desk.trouble), "Log in again", self.actions.log_in_again, bad=True)
        elif phase in (LinkPhase.DIALLING, LinkPhase.COMING_IN):
            self._banner("Connecting…", "", None)
        else:
            self.banner.pack_forget()

    def _banner(self, words: str, button: str, action: Callable[[], None] | None, bad: bool = False) -> None:
        self.banner_words.configure(style="Alarm.TLabel" if bad else "Banner.TLabel")
        self.banner.configure(style="Alarm.TFrame" if bad else "Banner.TFrame")
        self.banner_words.configure(text=words, wraplength=max(200, self.winfo_width() - self.look.px(160)))
        if action is not None:
            self.banner_button.configure(text=button, command=action)
            self.banner_button.pack(side="right")
        else:
            self.banner_button.pack_forget()
        if not self.banner.winfo_ismapped():
            self.banner.pack(side="top", fill="x", before=self.panes)

    # Writing.

    def _submit(self, text: str) -> str:
        return self.desk.writing.submit(self.desk.writing.drafts.writing, text)

    def _complete(self, before: str, back: bool) -> str | None:
        conversation = self.desk.state.conversations.get(self.current)
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

    def _jump(self, line: LoggedEvent) -> None:
        key = self.desk.readings.jump(line)
        self._pending.add(key)
        self.open(key)
        self.tell_page()


def _short(name: str) -> str:
    return name if len(name) <= 18 else name[:17] + "…"
