"""The head of a conversation: its name and topic, and buttons for its people, pins, files and more."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from chatservice.client.model import bidi
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.tips import IconButton
from chatservice.client.tk.topic_line import TopicLine
from chatservice.client.words import _, marked

HEIGHT = 52
BUTTONS = (
    ("search", "search", marked("Search (Ctrl-F)")),
    ("pins", "pin", marked("Pinned lines")),
    ("files", "paperclip", marked("Files")),
    ("code", "code", marked("Code documents")),
    ("people", "users", marked("People")),
    ("more", "ellipsis", marked("More")),
)
LESS = ("pins", "files", "code")  # what is left to the menu where the topic would have no room
TIGHT = 530  # pixels of the head at 100 %, below which it is so


class ConversationHead(ttk.Frame):
    """`actions` by the names of BUTTONS, `topic` when the topic is clicked, `follow` when an address in it
    is, `back` shows the list where there is no room for both."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        actions: dict[str, Callable[[], object]],
        topic: Callable[[], object],
        back: Callable[[], object],
        follow: Callable[[str], object],
    ) -> None:
        super().__init__(master, height=look.px(HEIGHT))
        self.look = look
        self.pack_propagate(False)
        self.back = IconButton(self, look, "menu", _("Rooms and people (Ctrl-B)"), back)
        self.kind = ttk.Label(self)
        self.name = ttk.Label(self, style="Title.TLabel", anchor="w")
        self.topic = TopicLine(self, look, topic, follow)
        self.buttons = {
            name: IconButton(self, look, icon, _(words), actions[name]) for name, icon, words in BUTTONS
        }
        self.line = ttk.Frame(self, style="Line.TFrame", height=1)
        self.line.place(relx=0, rely=1.0, relwidth=1.0, anchor="sw")
        self._narrow = False
        self._arrangement: object = None
        self.bind("<Configure>", lambda _: self._arrange())
        self._arrange()

    def fit(self, narrow: bool) -> None:
        """`narrow`: the list is not beside it, but behind a button."""
        self._narrow = narrow
        self._arrange()

    def _arrange(self) -> None:
        """Put the parts where they belong."""
        px, narrow = self.look.px, self._narrow
        tight = narrow or 1 < self.winfo_width() < px(TIGHT)
        if self._arrangement == (narrow, tight):
            return
        self._arrangement = (narrow, tight)
        for child in (self.back, self.kind, self.name, self.topic, *self.buttons.values()):
            child.pack_forget()
        if narrow:
            self.back.pack(side="left", padx=(px(6), 0))
        self.kind.pack(side="left", padx=(px(6 if narrow else 16), px(6)))
        self.name.pack(side="left")
        for name in reversed(self.buttons):
            if not (tight and name in LESS):
                self.buttons[name].pack(side="right", padx=(0, px(8) if name == "more" else px(2)))
        self.topic.pack(side="left", fill="x", expand=True, padx=(px(14), px(8)))

    def button(self, name: str) -> IconButton:
        """That button, or the one of the menu that stands for it."""
        button = self.buttons[name]
        return button if button.winfo_manager() else self.buttons["more"]

    def restyle(self) -> None:
        self.configure(height=self.look.px(HEIGHT))
        for button in (self.back, *self.buttons.values()):
            button.restyle()
        self.topic.configure(height=self.look.px(24))
        self.topic.draw_soon()
        self._arrangement = None
        self._arrange()

    def tell(self, icon: str, name: str, topic: str, people: int, hint: str) -> None:
        """`people`: how many are here; `hint` stands where there is no topic."""
        self.kind.configure(image=self.look.icon(icon) if icon else "")
        self.name.configure(text=self.look.cut(bidi.line(name), self.look.px(260), "title"))
        self.topic.say(topic or hint)
        self.buttons["people"].configure(text=f" {people:,}" if people else "", compound="left")
