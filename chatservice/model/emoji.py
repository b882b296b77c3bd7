"""Emoji that one can react with: Unicode's, without skin tones, each with a name. Pure.

`+1` and `-1` are the thumbs, which terminals without emoji show so.
"""

from functools import cache
from types import MappingProxyType

from chatservice.model.emoji_data import EMOJI

TYPED_MAX = 100  # characters that are looked at
_TONES = "".join(map(chr, range(0x1F3FB, 0x1F400)))
_LOOSE = str.maketrans("", "", f"{_TONES}\N{VARIATION SELECTOR-16}")
_ASCII = MappingProxyType({"\N{THUMBS UP SIGN}": "+1", "\N{THUMBS DOWN SIGN}": "-1"})
# Names that other chats made usual.
USUAL = MappingProxyType(
    {
        "+1": "thumbs_up",
        "-1": "thumbs_down",
        "thumbsup": "thumbs_up",
        "thumbsdown": "thumbs_down",
        "100": "hundred_points",
        "clap": "clapping_hands",
        "cry": "crying_face",
        "fire": "fire",
        "grin": "beaming_face_with_smiling_eyes",
        "heart": "red_heart",
        "joy": "face_with_tears_of_joy",
        "laughing": "grinning_squinting_face",
        "ok": "ok_hand",
        "pray": "folded_hands",
        "sad": "slightly_frowning_face",
        "shrug": "person_shrugging",
        "smile": "grinning_face_with_smiling_eyes",
        "sob": "loudly_crying_face",
        "tada": "party_popper",
        "thinking": "thinking_face",
        "warning": "warning",
        "wave": "waving_hand",
        "white_check_mark": "check_mark_button",
        "wink": "winking_face",
        "x": "cross_mark",
    }
)


@cache
def _by_name() -> dict[str, str]:
    return {name: _characters(points) for name, _, points in (row.partition("=") for row in EMOJI.split())}


@cache
def _by_look() -> dict[str, str]:
    """By what is left without skin tones and the selectors of a style."""
    return {emoji.translate(_LOOSE): emoji for emoji in _by_name().values()}


@cache
def _names() -> dict[str, str]:
    return {emoji: name for name, emoji in _by_name().items()}


def _characters(points: str) -> str:
    return "".join(chr(int(point, 16)) for point in points.split("+"))


def canonical(text: str) -> str:
    """The emoji that is typed as itself, as `:name:`, or as `+1`; empty if it is none."""
    text = text.strip()
    if len(text) > TYPED_MAX:
        return ""
    if text in _ASCII.values():
        return _by_name()[USUAL[text]]
    if len(text) > 2 and text[0] == text[-1] == ":":
        name = text[1:-1].lower().replace("-", "_") if text[1:-1] != "-1" else "-1"
        return _by_name().get(USUAL.get(name, name), "")
    return _by_look().get(text.translate(_LOOSE), "")


def shown(emoji: str) -> str:
    """As a terminal shows it: `+1`, or the emoji itself."""
    return _ASCII.get(emoji, emoji)


def name_of(emoji: str) -> str:
    """`party_popper`; empty if it is none."""
    return _names().get(emoji, "")


def named(part: str, limit: int) -> list[tuple[str, str]]:
    """Names with `part` in them and their emoji, for a person who chooses; those that begin with it first."""
    part = part.lower()
    usual = [(name, _by_name()[full]) for name, full in USUAL.items() if part in name]
    names = [(name, emoji) for name, emoji in _by_name().items() if part in name]
    found = sorted(usual + names, key=lambda pair: not pair[0].startswith(part))
    return found[:limit]
