"""How each tag of `render` looks in a text widget."""

import tkinter as tk
from typing import Any

from chatservice.client.tk.theme import Theme


def style_tags(text: tk.Text, look: Theme) -> None:
    """Style every tag that `render` uses."""
    p, px, fonts = look.palette, look.px, look.fonts
    # The gutter at the left holds what no text can imitate: initials, and the mark of own lines.
    inner: dict[str, Any] = {"lmargin1": 0, "lmargin2": 0, "rmargin": px(20)}
    padded = {"lmargin1": px(12), "lmargin2": px(12), "rmargin": px(12), "lmargincolor": p.raised}
    tags: dict[str, dict[str, Any]] = {
        "head": {**inner, "spacing1": px(12), "spacing3": px(2)},
        "body": {**inner, "spacing1": px(1), "spacing3": px(3), "spacing2": px(3)},
        "name": {"font": fonts["bold"]},
        "time": {"font": fonts["small"], "foreground": p.faint},
        "pending": {"foreground": p.faint},
        "failed": {"foreground": p.bad, "font": fonts["small"]},
        "act": {"foreground": p.accent, "font": fonts["small"], "underline": True},
        "bold": {"font": fonts["bold"]},
        "italic": {"font": fonts["italic"]},
        "code": {"font": fonts["mono"], "background": p.raised, "lmargincolor": p.page},
        "fence": {
            **padded, "font": fonts["mono"], "background": p.raised, "wrap": "char", "spacing1": px(2),
            "spacing2": 0, "spacing3": px(2),
        },
        "fence_head": {"font": fonts["small"], "foreground": p.second, "spacing1": px(8), "spacing3": px(2)},
        "fence_end": {"spacing3": px(10)},
        "fence_act": {"foreground": p.accent},
        "welcome": {**inner, "font": fonts["large"], "spacing1": px(24), "spacing3": px(4)},
        "welcome_text": {**inner, "foreground": p.second, "spacing3": px(12)},
        "link": {"foreground": p.accent, "underline": True},
        "file": {"foreground": p.accent, "font": fonts["bold"]},
        "mention": {"background": p.mention, "font": fonts["bold"], "lmargincolor": p.page},
        "hit": {"background": p.hit},
        "action": {**inner, "font": fonts["italic"], "spacing1": px(6), "spacing3": px(2)},
        "fact": {**inner, "foreground": p.faint, "font": fonts["small"], "spacing1": px(6)},
        "notice": {**inner, "foreground": p.faint, "font": fonts["small"], "spacing1": px(5)},
        "refusal": {**inner, "foreground": p.bad, "font": fonts["small"], "spacing1": px(5)},
        "announcement": {**inner, "foreground": p.warn, "font": fonts["bold"], "spacing1": px(6)},
        "day": {"justify": "center", "foreground": p.faint, "font": fonts["small"], "spacing1": px(14),
                "spacing3": px(4)},
        "edge": {"justify": "center", "foreground": p.faint, "font": fonts["small"], "spacing1": px(10)},
        "quote": {
            **inner, "lmargin2": px(14), "foreground": p.faint, "font": fonts["small"],
            "spacing3": 0,
        },
        "bar_done": {**inner, "font": fonts["thin"], "background": p.accent, "lmargincolor": p.page},
        "bar_left": {**inner, "font": fonts["thin"], "background": p.line, "lmargincolor": p.page},
        "bar_end": {"font": fonts["thin"], "spacing1": px(3), "spacing3": px(2)},
        "grey": {"background": p.raised, "lmargincolor": p.page},
        "card": {**inner, "lmargin2": px(14), "spacing1": px(1), "spacing3": px(1)},
        "topic": {"font": fonts["small"], "foreground": p.accent},
        "choice": {**inner, "spacing1": px(3), "spacing3": px(3)},
        "own_choice": {"font": fonts["bold"]},
        "bar": {"font": fonts["small"], "foreground": p.accent},
        "chips": {**inner, "font": fonts["small"], "spacing1": px(3), "spacing3": px(4)},
        "chip": {"background": p.hover, "foreground": p.text, "lmargincolor": p.page},
        "emoji": {"font": fonts["small_emoji"]},
        "own_chip": {"background": p.select, "foreground": p.text},
        "chosen": {"background": p.hover, "lmargincolor": p.hover, "rmargincolor": p.hover},
        "rule": {"font": fonts["hair"], "background": p.bad, "spacing1": 0, "spacing3": 0},
        "rtl": {"justify": "right"},
        "new": {"justify": "right", "foreground": p.bad, "font": fonts["small"], "rmargin": px(14)},
    }  # fmt: skip
    for number, colour in enumerate(p.names):
        tags[f"name-{number}"] = {"foreground": colour}
    for group, colour in p.code.items():
        tags[f"code-{group}"] = {"foreground": colour}
    for name, options in tags.items():
        text.tag_configure(name, **options)
    text.tag_raise("sel")


def place_tabs(text: tk.Text, look: Theme) -> None:
    """What stands behind a tab in the head of a block of code ends at the page's right edge."""
    stop = max(look.px(120), text.winfo_width() - look.px(20))
    text.tag_configure("fence_head", tabs=(stop, "right"))
