"""The look: a palette, fonts, sizes, icons. Sizes are in pixels at 100 %, times the scale."""

import tkinter as tk
from collections.abc import Callable
from tkinter import font, ttk
from typing import Any
from weakref import WeakSet

from chatservice.client.tk import shapes
from chatservice.client.tk.elements import Elements
from chatservice.client.tk.icons import Icons
from chatservice.client.tk.palettes import PALETTES, Palette

SCALES = (80, 90, 100, 110, 125, 150, 175, 200)

SANS = ("Inter", "Segoe UI", "SF Pro Text", "Cantarell", "Noto Sans", "Ubuntu", "Roboto", "DejaVu Sans")
EMOJI = ("Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji", "Twemoji", "Symbola")
MONO = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "Noto Sans Mono", "DejaVu Sans Mono", "Consolas")
SIZES = {
    "widget": 14, "body": 15, "bold": 15, "italic": 15, "small": 12, "title": 16, "large": 22, "mono": 13,
    "thin": 4, "emoji": 20, "small_emoji": 12, "count": 11, "initials": 9, "face": 13,
}  # fmt: skip


class Theme:
    """`theme` is the name of a palette."""

    def __init__(self, root: tk.Tk, theme: str, scale: int) -> None:
        self.root = root
        self.name = theme
        self.scale = scale
        self.density = max(1.0, min(3.0, root.winfo_fpixels("1i") / 96))
        self.icons = Icons(root)
        self._photos: dict[bytes, tk.PhotoImage] = {}
        self._made: dict[str, Elements] = {}  # by ttk theme
        self.drawn: WeakSet[Any] = WeakSet()  # canvases that are drawn anew on a change
        self.face_of: Callable[[str], Any] = lambda name: None  # a person's own picture, if it is here
        self.sheets: list[Any] = []  # that are open, the one on top last
        self.listens = False  # whether keys reach them
        families = set(font.families(root))
        self._sans = next((each for each in SANS if each in families), "TkDefaultFont")
        self._mono = next((each for each in MONO if each in families), "TkFixedFont")
        emoji = next((each for each in EMOJI if each in families), self._sans)
        self.fonts = {name: font.Font(root, family=self._sans) for name in SIZES}
        for name in ("bold", "title", "large", "count", "initials", "face"):
            self.fonts[name].configure(weight="bold")
        self.fonts["italic"].configure(slant="italic")
        self.fonts["mono"].configure(family=self._mono)
        for name in ("emoji", "small_emoji"):
            self.fonts[name].configure(family=emoji)
        self.fonts["hair"] = font.Font(root, family=self._sans, size=-1)
        self.apply()

    @property
    def palette(self) -> Palette:
        return PALETTES[self.name]

    @property
    def dark(self) -> bool:
        return self.name != "light"

    def px(self, size: float) -> int:
        """Pixels on this screen, at this scale."""
        return max(1, round(size * self.density * self.scale / 100))

    def apply(self) -> None:
        """Make the widgets look so."""
        self._size_fonts()
        style, name = ttk.Style(self.root), f"chat-{self.name}-{self.scale}"
        if name not in self._made:
            style.theme_create(name, "clam")
            style.theme_use(name)
            self._made[name] = Elements(self.root, self.palette, self.px, self.icons, self.fonts)
        style.theme_use(name)
        p = self.palette
        self.root.configure(background=p.page)
        options = {
            "*Menu.font": self.fonts["body"], "*TCombobox*Listbox.font": self.fonts["body"],
            "*TCombobox*Listbox.background": p.raised, "*TCombobox*Listbox.foreground": p.text,
            "*TCombobox*Listbox.selectBackground": p.hover, "*TCombobox*Listbox.selectForeground": p.text,
        }  # fmt: skip
        for pattern, option in options.items():
            self.root.option_add(pattern, option)

    def _size_fonts(self) -> None:
        for name, size in SIZES.items():
            self.fonts[name].configure(size=-self.px(size))
        for name in font.names(self.root):
            if name.startswith("Tk"):
                named = font.nametofont(name, self.root)
                named.configure(family=self._mono if name == "TkFixedFont" else self._sans, size=-self.px(13))

    # Pictures.

    def icon(self, name: str, colour: str = "", size: float = 20) -> tk.PhotoImage:
        """One of Lucide's, in a colour (the secondary text's when none is given)."""
        return self.icons.get(name, colour or self.palette.second, self.px(size))

    def picture(self, png: bytes) -> tk.PhotoImage:
        """A photo of it, made once."""
        if png not in self._photos:
            self._photos[png] = shapes.photo(self.root, png)
        return self._photos[png]

    def presence(self, look: str, ground: str) -> tk.PhotoImage:
        """The dot of a person who is here, away (wait) or not online, cut out of the ground."""
        p = self.palette
        colour = {"here": p.good, "wait": p.warn, "bad": p.bad}.get(look, p.faint)
        return self.picture(shapes.presence(self.px(12), colour, ground, hollow=look == "away"))

    def pill(self, width: int, height: int, colour: str) -> tk.PhotoImage:
        return self.picture(shapes.pill(width, height, colour))

    def cut(self, words: str, width: int, font_name: str) -> str:
        """The words, ended by … where they do not fit into that many pixels."""
        face = self.fonts[font_name]
        if face.measure(words) <= width:
            return words
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            if face.measure(words[:middle].rstrip() + "…") <= width:
                low = middle
            else:
                high = middle - 1
        return words[:low].rstrip() + "…"

    def avatar(self, number: int, size: float) -> tk.PhotoImage:
        """A disc in the colour of a name, for initials."""
        return self.picture(shapes.dot(self.px(size), self.palette.names[number], 1.0))

    def dress(self, text: tk.Text) -> None:
        """Colours of our own text widgets; ttk has none."""
        p = self.palette
        text.configure(
            background=p.page, foreground=p.text, insertbackground=p.text, selectbackground=p.select,
            selectforeground=p.text, inactiveselectbackground=p.select, font=self.fonts["body"],
            highlightthickness=0, borderwidth=0, relief="flat",
        )  # fmt: skip

    def dress_menu(self, menu: tk.Menu) -> None:
        p = self.palette
        menu.configure(
            background=p.raised, foreground=p.text, activebackground=p.hover, activeforeground=p.text,
            disabledforeground=p.faint, selectcolor=p.accent, font=self.fonts["widget"], tearoff=False,
            borderwidth=2, activeborderwidth=0, relief="flat" if self.name == "dark" else "groove",
        )  # fmt: skip
