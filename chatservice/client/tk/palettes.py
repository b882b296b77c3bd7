"""The colours: dark, light and high contrast. Each text is legible on each ground it stands on."""

import msgspec

HUES = 10  # of names and avatars, far apart


class Palette(msgspec.Struct, frozen=True):
    back: str  # the frame, the left list
    page: str  # the conversation, sheets
    raised: str  # the composer, code, cards
    hover: str  # what the mouse is on, the selected row, chips
    line: str  # borders
    text: str
    second: str
    faint: str
    accent: str  # links, focus, the primary button, own lines
    on_accent: str
    select: str  # marked text
    hit: str
    mention: str
    pill: str
    on_pill: str
    quiet_pill: str  # unread lines that are not for the user
    on_quiet_pill: str
    good: str
    warn: str
    bad: str
    names: tuple[str, ...]
    code: dict[str, str]


DARK = Palette(
    back="#14161a", page="#1b1e24", raised="#23272f", hover="#2d323c", line="#333945",
    text="#e7e9ee", second="#a4abb8", faint="#8b93a3", accent="#6ea8ff", on_accent="#0b1a33",
    select="#2f4f80", hit="#4a4120", mention="#3a2f12", pill="#d63a55", on_pill="#ffffff",
    quiet_pill="#333945", on_quiet_pill="#e7e9ee", good="#4cc38a", warn="#e0a94a", bad="#ff7b72",
    names=("#fd908e", "#fc9760", "#e5a83a", "#b2be4b", "#70cc80", "#1cd0b7", "#02c8f1", "#81b7fd",
           "#baa3fd", "#f38ec9"),
    code={"comment": "#8b93a3", "keyword": "#c792ea", "string": "#a5d6a7", "number": "#f5a97f",
          "function": "#82aaff", "class": "#ffcb6b", "builtin": "#66d9e8", "deleted": "#ff7b72"},
)  # fmt: skip

LIGHT = Palette(
    back="#f3f4f7", page="#ffffff", raised="#f6f7f9", hover="#e8ebf1", line="#dfe3ea",
    text="#1b1e24", second="#5a6270", faint="#6b7280", accent="#1f5fd0", on_accent="#ffffff",
    select="#b9d3ff", hit="#fff1b8", mention="#fff4d6", pill="#d63a55", on_pill="#ffffff",
    quiet_pill="#dfe3ea", on_quiet_pill="#1b1e24", good="#1a7f4b", warn="#8f5b00", bad="#c62f3b",
    names=("#ac3037", "#9e4500", "#835a01", "#626a03", "#02782e", "#0c7365", "#0c6e86", "#0961bb",
           "#6c4ab3", "#9e3378"),
    code={"comment": "#6b7280", "keyword": "#8b2fb8", "string": "#1c7a35", "number": "#b4540a",
          "function": "#1a5fc4", "class": "#946200", "builtin": "#00708f", "deleted": "#c42b1c"},
)  # fmt: skip

CONTRAST = Palette(
    back="#000000", page="#000000", raised="#141414", hover="#333333", line="#ffffff",
    text="#ffffff", second="#ffffff", faint="#e0e0e0", accent="#ffe14d", on_accent="#000000",
    select="#0050a0", hit="#5a4a00", mention="#4d3d00", pill="#ffe14d", on_pill="#000000",
    quiet_pill="#454545", on_quiet_pill="#ffffff", good="#5dff9b", warn="#ffd24d", bad="#ff9d96",
    names=DARK.names,
    code={"comment": "#e0e0e0", "keyword": "#e0b3ff", "string": "#b9f6bd", "number": "#ffc299",
          "function": "#a9c7ff", "class": "#ffdf8a", "builtin": "#9cf0ff", "deleted": "#ff9d96"},
)  # fmt: skip

PALETTES = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST}
