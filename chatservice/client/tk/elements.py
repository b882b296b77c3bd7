"""The theme's widgets: rounded boxes for ttk, in one palette at one scale.

Each pair of palette and scale is a ttk theme of its own, made when it is first used: ttk stretches an
image between its corners, whose size belongs to the element.
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import font, ttk
from typing import Any

from chatservice.client.tk import shapes
from chatservice.client.tk.icons import Icons
from chatservice.client.tk.palettes import Palette
from chatservice.client.tk.shapes import Layer, rounded

RING = 2.0  # pixels of the focus ring at 100 %
# ttk repeats the middle of an image, and each piece costs a round trip to the X server: it is made large.
TILE = (220, 18)


class Elements:
    """Makes them in the theme in use. `fonts` are the window's."""

    def __init__(
        self,
        root: tk.Tk,
        palette: Palette,
        px: Callable[[float], int],
        icons: Icons,
        fonts: dict[str, font.Font],
    ) -> None:
        self._root, self._palette, self._px, self._icons, self._fonts = root, palette, px, icons, fonts
        self._style = ttk.Style(root)
        self.photos: list[tk.PhotoImage] = []  # Tk forgets those that nobody holds
        self._plain()
        self._buttons()
        self._fields()
        self._marks()
        self._bars()
        self._lists()
        self._labels()

    def _box(
        self, fill: str, border: str = "", ring: str = "", width: float = 1.0, ground: str = ""
    ) -> tk.PhotoImage:
        """A rounded box with room around it for the focus ring."""
        px, margin = self._px, self._px(RING)
        radius, size = px(7), 2 * (px(7) + margin) + 1
        shape = rounded(size, size, radius, margin)
        layers = [Layer(ring, rounded(size, size, radius + margin))] if ring else []
        if ring:  # a gap between the ring and the box
            layers.append(
                Layer(ground or self._palette.page, rounded(size, size, radius + margin / 2, margin / 2))
            )
        layers.append(Layer(fill, shape))
        if border:
            layers.append(Layer(border, shape, px(width)))
        return self._keep(shapes.layered(size, size, tuple(layers), wider=(px(TILE[0]), px(TILE[1]))))

    def _keep(self, png: bytes) -> tk.PhotoImage:
        made = shapes.photo(self._root, png)
        self.photos.append(made)
        return made

    def _element(
        self, name: str, normal: tk.PhotoImage, *states: Any, corner: int = -1, **options: Any
    ) -> None:
        border = self._px(7) + self._px(RING) if corner < 0 else corner
        least = {"width": 2 * border, "height": 2 * border} if border else {}
        options = {
            "border": border,
            "padding": min(border, self._px(3)),
            "sticky": "nswe",
            **least,
            **options,
        }
        self._style.element_create(name, "image", normal, *states, **options)

    def _plain(self) -> None:
        p = self._palette
        self._style.configure(
            ".", background=p.page, foreground=p.text, fieldbackground=p.raised, bordercolor=p.line,
            lightcolor=p.page, darkcolor=p.page, troughcolor=p.page, insertcolor=p.text,
            selectbackground=p.select, selectforeground=p.text, arrowcolor=p.faint, focuscolor=p.accent,
            font=self._fonts["widget"],
        )  # fmt: skip
        self._style.map(".", foreground=[("disabled", p.faint)])
        for name, colour in (("Side.TFrame", p.back), ("Line.TFrame", p.line)):
            self._style.configure(name, background=colour)

    def _buttons(self) -> None:
        p, px = self._palette, self._px
        for kind, fill, ground, words, border in (
            ("", p.hover, p.page, p.text, ""),
            ("Accent.", p.accent, p.page, p.on_accent, ""),
            ("Danger.", p.page, p.page, p.bad, p.bad),
            ("Flat.", p.page, p.page, p.second, ""),
            ("Side.Flat.", p.back, p.back, p.second, ""),
            ("Field.Flat.", p.raised, p.raised, p.second, ""),
            ("Banner.Flat.", p.mention, p.mention, p.accent, ""),
        ):
            hover = mixed(fill, p.text, 0.12)
            normal = self._box(fill, border)
            self._element(
                f"{kind}box", normal, ("disabled", self._box(p.raised if ground == p.page else ground)),
                ("pressed", normal), ("active", self._box(hover, border)),
                ("focus", self._box(fill, border, ring=p.accent, ground=ground)),
            )  # fmt: skip
            self._style.layout(f"{kind}TButton", [(f"{kind}box", {"sticky": "nswe", "children": [
                ("Button.padding", {"sticky": "nswe", "children": [("Button.label", {"sticky": ""})]}),
            ]})])  # fmt: skip
            padding: Any = px(4) if kind.endswith("Flat.") else (px(12), px(5))
            self._style.configure(
                f"{kind}TButton", foreground=words, background=ground, padding=padding, anchor="center",
                font=self._fonts["widget"],
            )  # fmt: skip
            self._style.map(f"{kind}TButton", foreground=[("disabled", p.faint)], background=[("", ground)])

    def _fields(self) -> None:
        p, px = self._palette, self._px
        states = (
            ("focus", self._box(p.raised, p.accent, width=2)),
            ("disabled", self._box(p.page, p.line)),
        )
        self._element("field", self._box(p.raised, p.line), *states)
        arrow = self._icons.get("chevron-down", p.second, px(20))
        self._element("drop", arrow, corner=0, sticky="")
        self._style.layout("TEntry", [("field", {"sticky": "nswe", "children": [
            ("Entry.padding", {"sticky": "nswe", "children": [("Entry.textarea", {"sticky": "nswe"})]}),
        ]})])  # fmt: skip
        self._style.layout("TCombobox", [("field", {"sticky": "nswe", "children": [
            ("drop", {"side": "right", "sticky": "ns"}),
            ("Combobox.padding", {"sticky": "nswe", "children": [("Combobox.textarea", {"sticky": "nswe"})]}),
        ]})])  # fmt: skip
        self._style.layout("Field.TFrame", [("field", {"sticky": "nswe"})])
        self._style.configure("Side.TEntry", background=p.back)
        for name in ("TEntry", "Side.TEntry", "TCombobox"):
            self._style.configure(name, padding=(px(9), px(6)), foreground=p.text)
        self._style.map("TCombobox", selectbackground=[("", p.raised)], selectforeground=[("", p.text)])

    def _marks(self) -> None:
        """Check boxes and radio buttons."""
        p, px, size = self._palette, self._px, self._px(22)
        for name, shape, ring, gap, inner in (
            ("check", rounded(size, size, px(5), 3), rounded(size, size, px(6)),
             rounded(size, size, px(5), 1.5), shapes.tick(size)),
            ("radio", shapes.disc(size, size / 2 - 3), shapes.disc(size, size / 2),
             shapes.disc(size, size / 2 - 1.5), shapes.disc(size, size / 6)),
        ):  # fmt: skip
            off = (Layer(p.raised, shape), Layer(p.faint, shape, px(1.4)))
            on = (Layer(p.accent, shape), Layer(p.on_accent, inner))
            focus = (Layer(p.accent, ring), Layer(p.page, gap))
            plain, marked, plain_focus, marked_focus = (
                self._keep(
                    shapes.layered(size, size, layers, mirrored=layers[-1] is off[-1] or name == "radio")
                )
                for layers in (off, on, (*focus, *off), (*focus, *on))
            )
            self._element(
                f"{name}.mark", plain, ("focus", "selected", marked_focus), ("focus", plain_focus),
                ("selected", marked), corner=0, sticky="",
            )  # fmt: skip
            widget = "TCheckbutton" if name == "check" else "TRadiobutton"
            self._style.layout(widget, [("Checkbutton.padding", {"sticky": "nswe", "children": [
                (f"{name}.mark", {"side": "left", "sticky": ""}),
                ("Checkbutton.label", {"side": "left", "sticky": "nswe"}),
            ]})])  # fmt: skip
            self._style.configure(widget, padding=(0, px(3)), background=p.page)

    def _bars(self) -> None:
        p, px = self._palette, self._px
        thumbs = []
        for colour in (p.line, p.faint):
            size = px(10)
            thumbs.append(
                self._keep(
                    shapes.layered(
                        size, size, (Layer(colour, rounded(size, size, px(3), px(2))),), wider=(0, px(240))
                    )
                )
            )
        half = px(10) // 2 - 1
        nothing = self._keep(shapes.layered(px(10), px(10), ()))  # everything is on the screen
        self._element(
            "thumb",
            thumbs[0],
            ("disabled", nothing),
            ("active", thumbs[1]),
            corner=half,
            width=px(10),
            height=px(24),
        )
        for name, ground in (("", p.page), ("Side.", p.back)):
            for way, stick in (("Vertical", "ns"), ("Horizontal", "we")):
                thumb: Any = {"sticky": stick, "children": [("thumb", {"expand": "1", "sticky": "nswe"})]}
                self._style.layout(f"{name}{way}.TScrollbar", [(f"{way}.Scrollbar.trough", thumb)])
                self._style.configure(
                    f"{name}{way}.TScrollbar", troughcolor=ground, bordercolor=ground, background=ground,
                    lightcolor=ground, darkcolor=ground, borderwidth=0,
                )  # fmt: skip
        self._slider()
        self._style.configure(
            "Horizontal.TProgressbar", background=p.accent, troughcolor=p.hover, bordercolor=p.hover,
            lightcolor=p.accent, darkcolor=p.accent, thickness=px(6), borderwidth=0,
        )  # fmt: skip

    def _slider(self) -> None:
        p, px, size = self._palette, self._px, self._px(20)
        knob = Layer(p.accent, shapes.disc(size, size / 2 - px(2)))
        ring = Layer(p.text, shapes.disc(size, size / 2))
        looks = [self._keep(shapes.layered(size, size, layers)) for layers in ((knob,), (ring, knob))]
        bar = rounded(size, size, px(2), 0.0)
        line = Layer(p.line, lambda x, y: max(bar(x, y), abs(y - size / 2) - px(2)))
        groove = self._keep(shapes.layered(size, size, (line,), wider=(px(TILE[0]), 0)))
        self._element("Chat.trough", groove, corner=px(4), border=(px(4), 0), height=size, sticky="we")
        self._element("Chat.slider", looks[0], ("focus", looks[1]), ("active", looks[1]), corner=0, sticky="")
        self._style.layout("Horizontal.TScale", [("Chat.trough", {
            "sticky": "we", "children": [("Chat.slider", {"side": "left", "sticky": ""})],
        })])  # fmt: skip

    def _lists(self) -> None:
        p, px = self._palette, self._px
        for name in ("Treeview", "Flat.Treeview"):
            self._style.configure(
                name, rowheight=px(32), font=self._fonts["body"], indent=px(8), background=p.page,
                fieldbackground=p.page, foreground=p.text, borderwidth=0,
            )  # fmt: skip
            self._style.layout(name, [("Treeview.treearea", {"sticky": "nswe"})])
        self._style.map("Treeview", background=[("selected", p.hover)], foreground=[("selected", p.text)])
        self._style.layout("Flat.Treeview.Item", [("Treeitem.padding", {"sticky": "nswe", "children": [
            ("Treeitem.image", {"side": "left", "sticky": ""}),
            ("Treeitem.text", {"sticky": "nswe"}),
        ]})])  # fmt: skip
        self._style.configure("TSeparator", background=p.line)
        self._style.configure("TPanedwindow", background=p.line)
        self._style.configure("Sash", sashthickness=px(5), gripcount=0, background=p.line)

    def _labels(self) -> None:
        p, fonts = self._palette, self._fonts
        looks: dict[str, dict[str, Any]] = {
            "Faint.TLabel": {"foreground": p.second, "font": fonts["small"]},
            "Second.TLabel": {"foreground": p.second},
            "Title.TLabel": {"font": fonts["title"]},
            "Large.TLabel": {"font": fonts["large"]},
            "Bad.TLabel": {"foreground": p.bad},
            "Mono.TLabel": {"font": fonts["mono"]},
            "Bold.TLabel": {"font": fonts["bold"]},
            "Placeholder.TLabel": {"background": p.raised, "foreground": p.faint, "font": fonts["widget"]},
            "Side.TLabel": {"background": p.back},
            "SideTitle.TLabel": {"background": p.back, "font": fonts["bold"]},
            "SideFaint.TLabel": {"background": p.back, "foreground": p.second, "font": fonts["small"]},
            "Banner.TLabel": {"background": p.mention, "foreground": p.text},
            "Banner.TFrame": {"background": p.mention},
            "Alarm.TLabel": {"background": p.bad, "foreground": p.page},
            "Alarm.TFrame": {"background": p.bad},
        }
        for name, options in looks.items():
            self._style.configure(name, **options)


def mixed(colour: str, other: str, part: float) -> str:
    """A colour between two, `part` of the way to the other."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)
