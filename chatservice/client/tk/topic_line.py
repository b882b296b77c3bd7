"""The topic of a conversation, in one line: addresses in it are links, a click beside them changes it.

What does not fit ends in …, and is whole under the mouse; where not even a word fits, nothing stands there.
"""

import tkinter as tk
from collections.abc import Callable
from typing import Any

from chatservice.client.model import bidi
from chatservice.client.model.markup import links
from chatservice.client.tk.drawn import Drawn
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.tips import Tip

LEAST = 8  # letters, with the …; less says nothing


class TopicLine(Drawn):
    """`change` is called at a click, `follow` with the address that was clicked."""

    def __init__(
        self, master: tk.Misc, look: Theme, change: Callable[[], object], follow: Callable[[str], object]
    ) -> None:
        super().__init__(master, look, width=1, height=look.px(24), cursor="hand2")
        self.words = ""
        self._change, self._follow = change, follow
        self._links: list[tuple[str, int, int]] = []  # addresses, and where each begins and ends
        self.tip = Tip(self, look, "")  # the whole topic, where only its beginning is to be seen
        self.bind("<Configure>", lambda _: self.draw_soon())
        self.bind("<ButtonRelease-1>", self._clicked)

    def say(self, words: str) -> None:
        if words != self.words:
            self.words = words
            self.draw_soon()

    def link_at(self, x: int) -> str:
        """The address there; empty if there is none."""
        return next((address for address, start, end in self._links if start <= x < end), "")

    def _clicked(self, event: Any) -> None:
        address = self.link_at(event.x)
        if address:
            self._follow(address)
        else:
            self._change()

    def _draw(self) -> None:
        self.configure(background=self.look.palette.page)
        self._links, self.tip.words = [], ""
        space = self.winfo_width() - 2
        whole = bidi.line(self.words)
        shown = self.look.cut(whole, space, "widget")
        if shown != whole:
            self.tip.words = whole
        if shown == whole or len(shown) >= LEAST:
            self._draw_spans(space)

    def _draw_spans(self, space: int) -> None:
        p, font = self.look.palette, self.look.fonts["widget"]
        x, middle = 0, self.winfo_height() // 2
        for span in links(self.words):
            words = self.look.cut(bidi.line(span.text), space - x, "widget")
            is_link = span.tags == ("link",)
            self.create_text(
                x, middle, text=words, anchor="w", font=font, fill=p.accent if is_link else p.second
            )
            width = font.measure(words)
            if is_link:
                self._links.append((span.text, x, x + width))
            x += width
            if words.endswith("…"):
                return
