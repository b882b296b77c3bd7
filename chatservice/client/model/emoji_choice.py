"""Which emoji a user is offered to choose from. Pure."""

from collections.abc import Sequence

from chatservice.model.emoji import canonical, name_of, named

OFFERED_MAX = 54  # emoji at a time: six rows of nine
RECENT_MAX = 18

# Text widgets draw the parts of such an emoji beside one another: joined ones, and flags.
_JOINED = frozenset("\N{ZERO WIDTH JOINER}") | {chr(point) for point in range(0x1F1E6, 0x1F200)}

# What people react with most; there before one has used any.
USUAL = ("+1", ":tada:", ":heart:", ":joy:", ":smile:", ":thinking:", ":eyes:", ":check_mark_button:", "-1",
         ":fire:", ":clap:", ":pray:", ":rocket:", ":sob:", ":wave:", ":hot_beverage:", ":sparkles:",
         ":hundred_points:")  # fmt: skip


def choices(pattern: str, recent: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Names and emoji that match `pattern`; without one, the `recent` ones and then the usual ones."""
    pattern = pattern.strip().strip(":").replace(" ", "_").lower()
    if pattern:
        found = dict.fromkeys(emoji for _, emoji in named(pattern, 8 * OFFERED_MAX))
    else:
        found = dict.fromkeys([*recent[:RECENT_MAX], *map(canonical, USUAL)])
        found |= dict.fromkeys(emoji for _, emoji in named("face", 2 * OFFERED_MAX))
    whole = [emoji for emoji in found if name_of(emoji) and not _JOINED & set(emoji)]
    return [(name_of(emoji).replace("_", " "), emoji) for emoji in whole][:OFFERED_MAX]


def used(recent: Sequence[str], emoji: str) -> list[str]:
    """The recent ones after `emoji` was used: it comes first."""
    return [emoji, *(each for each in recent if each != emoji)][:RECENT_MAX]
