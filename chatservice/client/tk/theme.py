"""The look: two palettes, fonts, sizes. sv-ttk provides the theme when it is installed.

Without it the same widgets use ttk's clam theme in our colours: only theme and fonts
differ. Sizes are in pixels at 100 %, times the scale.
"""

import colorsys
import contextlib
import tkinter as tk
from tkinter import font, ttk
from typing import Any

import msgspec

from chatservice.client.model.render import NAME_COLOURS
from chatservice.client.tk import pictures

SCALES = (80, 90, 100, 110, 125, 150, 175, 200)

SANS = ("Inter", "Segoe UI", "SF Pro Text", "Cantarell", "Noto Sans", "Ubuntu", "Roboto", "DejaVu Sans")
EMOJI = ("Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji", "Twemoji", "Symbola")
MONO = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "Noto Sans Mono", "DejaVu Sans Mono", "Consolas")


class Palette(msgspec.Struct, frozen=True):
    back: str  # of the window
    page: str  # of messages
    raised: str  # fields, code
    line: str
    text: str
    faint: str
    accent: str
    on_accent: str
    select: str
    hit: str
    mention: str
    good: str
    bad: str
    warn: str
    names: tuple[str, ...]
    code: dict[str, str]


def _hues(light: float, saturation: float) -> tuple[str, ...]:
    """Colours around the circle, in steps that the eye can tell apart; yellows and greens look
    brighter than they are (ITU-R BT.709), so they are made as dark as the others."""
    made = []
    for number in range(NAME_COLOURS):
        hue = number * 7 % NAME_COLOURS / NAME_COLOURS
        low, high = 0.0, 1.0
        for _ in range(12):
            middle = (low + high) / 2
            red, green, blue = colorsys.hls_to_rgb(hue, middle, saturation)
            seen = (0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2) ** (1 / 2.2)
            low, high = (middle, high) if seen < light else (low, middle)
        made.append("#" + "".join(f"{round(255 * each):02x}" for each in (red, green, blue)))
    return tuple(made)


DARK = Palette(
    back="#1c1c1c", page="#202124", raised="#2b2c30", line="#3a3b40", text="#e8e8ea", faint="#9a9ba3",
    accent="#57c8ff", on_accent="#00202f", select="#2f5d7c", hit="#4a4120", mention="#3b3413",
    good="#5ec98b", bad="#ff8080", warn="#e5b567",
    names=_hues(0.72, 0.72),
    code={"comment": "#868c98", "keyword": "#c792ea", "string": "#a5d6a7", "number": "#f5a97f",
          "function": "#82aaff", "class": "#ffcb6b", "builtin": "#66d9e8", "deleted": "#ff8080"},
)  # fmt: skip

LIGHT = Palette(
    back="#fafafa", page="#ffffff", raised="#f0f1f4", line="#d9dbe0", text="#1d1e22", faint="#6b6e78",
    accent="#005fb8", on_accent="#ffffff", select="#b9dcff", hit="#fff1b8", mention="#fff3c9",
    good="#16803d", bad="#c42b1c", warn="#8a5a00",
    names=_hues(0.36, 0.75),
    code={"comment": "#6b7280", "keyword": "#8b2fb8", "string": "#1c7a35", "number": "#b4540a",
          "function": "#1a5fc4", "class": "#946200", "builtin": "#00708f", "deleted": "#c42b1c"},
)  # fmt: skip


class Theme:
    def __init__(self, root: tk.Tk, theme: str, scale: int) -> None:
        self.root = root
        self.dark = theme == "dark"
        self.scale = scale
        self.density = max(1.0, min(3.0, root.winfo_fpixels("1i") / 96))
        self.pictures: dict[str, tk.PhotoImage] = {}
        families = set(font.families(root))
        self._sans = next((each for each in SANS if each in families), "TkDefaultFont")
        self._mono = next((each for each in MONO if each in families), "TkFixedFont")
        emoji = next((each for each in EMOJI if each in families), self._sans)
        self.fonts = {
            "body": font.Font(root, family=self._sans),
            "bold": font.Font(root, family=self._sans, weight="bold"),
            "italic": font.Font(root, family=self._sans, slant="italic"),
            "widget": font.Font(root, family=self._sans),
            "small": font.Font(root, family=self._sans),
            "title": font.Font(root, family=self._sans, weight="bold"),
            "large": font.Font(root, family=self._sans, weight="bold"),
            "mono": font.Font(root, family=self._mono),
            "emoji": font.Font(root, family=emoji),
            "small_emoji": font.Font(root, family=emoji),
            "hair": font.Font(root, family=self._sans, size=-1),
        }
        self.apply()
        root.bind_class(root.winfo_class(), "<<ThemeChanged>>", lambda _: _plain_labels(root), add="+")

    @property
    def palette(self) -> Palette:
        return DARK if self.dark else LIGHT

    @property
    def field(self) -> str:
        """The colour inside an entry: sv-ttk draws its own."""
        if not self.sun_valley:
            return self.palette.raised
        return "#2b2b2b" if self.dark else "#ffffff"

    def px(self, size: float) -> int:
        """Pixels on this screen, at this scale."""
        return max(1, round(size * self.density * self.scale / 100))

    def apply(self) -> None:
        style = ttk.Style(self.root)
        self.sun_valley = _sun_valley(self.root, self.dark)
        self._size_fonts()
        if not self.sun_valley:
            self._clam(style)
        self._details(style)
        self._draw()
        self._tabs(style)
        self.root.configure(background=self.palette.back)
        # sv-ttk sets the colours of every widget itself, which would override those of a style;
        # `_plain_labels` resets them on existing widgets.
        self.root.option_add("*TLabel.foreground", "")
        self.root.option_add("*TLabel.background", "")
        self.root.option_add("*Menu.font", self.fonts["body"])
        self.root.option_add("*TCombobox*Listbox.font", self.fonts["body"])

    def _size_fonts(self) -> None:
        sizes = {
            "widget": 13,
            "body": 14,
            "bold": 14,
            "italic": 14,
            "small": 12,
            "title": 15,
            "large": 22,
            "mono": 13,
            "emoji": 20,
            "small_emoji": 12,
        }
        for name, size in sizes.items():
            self.fonts[name].configure(size=-self.px(size))
        for name in font.names(self.root):
            if name.startswith(("Tk", "SunValley")):
                named = font.nametofont(name, self.root)
                named.configure(family=self._mono if name == "TkFixedFont" else self._sans, size=-self.px(13))

    def _clam(self, style: ttk.Style) -> None:
        p = self.palette
        style.theme_use("clam")
        style.configure(
            ".", background=p.back, foreground=p.text, fieldbackground=p.raised, bordercolor=p.line,
            lightcolor=p.back, darkcolor=p.back, troughcolor=p.back, insertcolor=p.text,
            selectbackground=p.select, selectforeground=p.text, arrowcolor=p.faint, focuscolor=p.accent,
        )  # fmt: skip
        style.configure("TButton", background=p.raised, padding=(self.px(10), self.px(5)))
        style.map("TButton", background=[("active", p.line)], foreground=[("disabled", p.faint)])
        style.configure("Accent.TButton", background=p.accent, foreground=p.on_accent)
        style.map("Accent.TButton", background=[("disabled", p.raised), ("active", p.select)])
        style.configure("TEntry", padding=self.px(5))
        style.configure("TCombobox", padding=self.px(5), background=p.raised)
        style.map("TCombobox", fieldbackground=[("readonly", p.raised)])
        style.configure("Treeview", background=p.back, fieldbackground=p.back, borderwidth=0)
        style.configure("TNotebook.Tab", padding=(self.px(10), self.px(6)), background=p.back)
        style.configure("TNotebook.Tab", lightcolor=p.back, bordercolor=p.line)
        style.map("TNotebook.Tab", background=[("selected", p.page)], lightcolor=[("selected", p.page)])
        style.configure("TCheckbutton", indicatorbackground=p.raised, indicatorforeground=p.text)
        style.configure("Vertical.TScrollbar", background=p.line, borderwidth=0, arrowsize=self.px(12))
        style.configure("Horizontal.TProgressbar", background=p.accent)

    def _details(self, style: ttk.Style) -> None:
        p = self.palette
        for name in ("Treeview", "Plain.Treeview", "Flat.Treeview"):
            style.configure(name, rowheight=self.px(28), font=self.fonts["body"], indent=self.px(8))
        # Rows on the window itself, and flat ones without room for an expander.
        style.layout("Plain.Treeview", [("Treeview.treearea", {"sticky": "nswe"})])
        style.layout("Flat.Treeview", [("Treeview.treearea", {"sticky": "nswe"})])
        flat: Any = [("Treeitem.padding", {"sticky": "nswe", "children": [
            ("Treeitem.image", {"side": "left", "sticky": ""}),
            ("Treeitem.text", {"sticky": "nswe"}),
        ]})]  # fmt: skip
        style.layout("Flat.Treeview.Item", flat)
        for name in ("Plain.Treeview", "Flat.Treeview"):
            style.configure(name, background=p.back, fieldbackground=p.back, borderwidth=0)
        for name in (".", "TNotebook.Tab", "TButton", "Accent.TButton", "TCheckbutton"):
            style.configure(name, font=self.fonts["widget"])
        style.configure("Side.TButton", padding=(self.px(4), self.px(4)))
        style.map("Treeview", background=[("selected", p.select)], foreground=[("selected", p.text)])
        looks: dict[str, dict[str, Any]] = {
            "Faint.TLabel": {"foreground": p.faint, "font": self.fonts["small"]},
            "Title.TLabel": {"font": self.fonts["title"]},
            "Large.TLabel": {"font": self.fonts["large"]},
            "Bad.TLabel": {"foreground": p.bad},
            "Mono.TLabel": {"font": self.fonts["mono"]},
            "Placeholder.TLabel": {
                "background": self.field,
                "foreground": p.faint,
                "font": self.fonts["small"],
            },
            "Banner.TLabel": {"background": p.mention, "foreground": p.text},
            "Banner.TFrame": {"background": p.mention},
            "Alarm.TLabel": {"background": p.bad, "foreground": p.page},
            "Alarm.TFrame": {"background": p.bad},
        }
        for name, options in looks.items():
            style.configure(name, **options)

    def _draw(self) -> None:
        p, size = self.palette, self.px(16)
        for name, colour, shape in (
            ("here", p.good, pictures.dot),
            ("away", p.faint, pictures.ring),
            ("open", p.accent, pictures.hash_sign),
            ("closed", p.faint, pictures.hash_sign),
            ("group", p.accent, pictures.pair),
            ("bad", p.bad, pictures.dot),
            ("wait", p.warn, pictures.dot),
            ("cross", p.faint, pictures.cross),
            ("cross_on", p.bad, pictures.cross),
        ):
            # One Tk name each, so that widgets change when the font does.
            made = pictures.photo(self.root, size, colour, shape)
            if name in self.pictures:
                self.pictures[name].configure(data=made.cget("data"), format="png")
            else:
                self.pictures[name] = made

    def _tabs(self, style: ttk.Style) -> None:
        """Give each tab a cross that closes it."""
        with contextlib.suppress(tk.TclError):  # this theme may have it already
            style.element_create(
                "Tab.close", "image", self.pictures["cross"].name,
                ("active", self.pictures["cross_on"].name), border=0, sticky="",
            )  # fmt: skip
        tab: Any = [
            ("Notebook.tab", {"sticky": "nswe", "children": [
                ("Notebook.padding", {"side": "top", "sticky": "nswe", "children": [
                    ("Notebook.focus", {"side": "top", "sticky": "nswe", "children": [
                        ("Notebook.label", {"side": "left", "sticky": ""}),
                        ("Tab.close", {"side": "right", "sticky": ""}),
                    ]}),
                ]}),
            ]}),
        ]  # fmt: skip
        style.layout("TNotebook.Tab", tab)

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
            background=p.raised, foreground=p.text, activebackground=p.select, activeforeground=p.text,
            disabledforeground=p.faint, selectcolor=p.text, font=self.fonts["body"], relief="flat",
            borderwidth=1, tearoff=False,
        )  # fmt: skip

    def tag(self, text: tk.Text) -> None:
        """Style every tag that `render` uses."""
        p, px, fonts = self.palette, self.px, self.fonts
        left = px(14)
        indent: dict[str, Any] = {"lmargin1": left, "lmargin2": left, "rmargin": px(14)}
        inner = {**indent, "lmargin1": left + px(12), "lmargin2": left + px(12)}
        tags: dict[str, dict[str, Any]] = {
            "head": {**indent, "spacing1": px(9), "spacing3": px(1)},
            # Indented further than a heading, so that no text can imitate one.
            "body": {**inner, "spacing1": px(1), "spacing3": px(2), "spacing2": px(2)},
            "name": {"font": fonts["bold"]},
            "time": {"font": fonts["small"], "foreground": p.faint},
            "pending": {"foreground": p.faint},
            "failed": {"foreground": p.bad, "font": fonts["small"]},
            "act": {"foreground": p.accent, "font": fonts["small"], "underline": True},
            "bold": {"font": fonts["bold"]},
            "italic": {"font": fonts["italic"]},
            "code": {"font": fonts["mono"], "background": p.raised, "lmargincolor": p.page},
            "fence": {
                "font": fonts["mono"], "background": p.raised, "lmargin1": left + px(20),
                "lmargin2": left + px(20), "lmargincolor": p.page, "wrap": "char",
                "spacing1": px(1), "spacing2": 0, "spacing3": px(1),
            },
            "link": {"foreground": p.accent, "underline": True},
            "file": {"foreground": p.accent, "font": fonts["bold"]},
            "mention": {"background": p.mention, "font": fonts["bold"], "lmargincolor": p.page},
            "hit": {"background": p.hit},
            "action": {**inner, "font": fonts["italic"], "spacing1": px(6), "spacing3": px(2)},
            "fact": {**inner, "foreground": p.faint, "font": fonts["small"], "spacing1": px(6)},
            "notice": {**inner, "foreground": p.faint, "font": fonts["small"], "spacing1": px(5)},
            "refusal": {**inner, "foreground": p.bad, "font": fonts["small"], "spacing1": px(5)},
            "announcement": {**indent, "foreground": p.warn, "font": fonts["bold"], "spacing1": px(6)},
            "day": {"justify": "center", "foreground": p.faint, "font": fonts["small"], "spacing1": px(14),
                    "spacing3": px(4)},
            "edge": {"justify": "center", "foreground": p.faint, "font": fonts["small"], "spacing1": px(10)},
            "quote": {
                **inner, "lmargin2": left + px(26), "foreground": p.faint, "font": fonts["small"],
                "spacing3": 0,
            },
            "topic": {"font": fonts["small"], "foreground": p.accent},
            "choice": {**inner, "spacing1": px(3), "spacing3": px(3)},
            "own_choice": {"font": fonts["bold"]},
            "bar": {"font": fonts["small"], "foreground": p.accent},
            "chips": {**inner, "font": fonts["small"], "spacing1": px(3), "spacing3": px(4)},
            "chip": {"background": p.raised, "foreground": p.text, "lmargincolor": p.page},
            "emoji": {"font": fonts["small_emoji"]},
            "own_chip": {"background": p.select, "foreground": p.text},
            "chosen": {"background": p.raised, "lmargincolor": p.raised, "rmargincolor": p.raised},
            "rule": {"font": fonts["hair"], "background": p.bad, "spacing1": 0, "spacing3": 0},
            "new": {"justify": "right", "foreground": p.bad, "font": fonts["small"], "rmargin": px(14)},
        }  # fmt: skip
        for number, colour in enumerate(p.names):
            tags[f"name-{number}"] = {"foreground": colour}
        for group, colour in p.code.items():
            tags[f"code-{group}"] = {"foreground": colour}
        for name, options in tags.items():
            text.tag_configure(name, **options)
        text.tag_raise("sel")


def _plain_labels(widget: tk.Misc) -> None:
    for child in widget.winfo_children():
        if isinstance(child, ttk.Label):
            child.configure(foreground="", background="")
        _plain_labels(child)


def _sun_valley(root: tk.Tk, dark: bool) -> bool:
    """Apply the theme; False when it is not installed."""
    try:
        import sv_ttk  # noqa: PLC0415  # an extra
    except ImportError:
        return False
    sv_ttk.set_theme("dark" if dark else "light", root)
    return True
