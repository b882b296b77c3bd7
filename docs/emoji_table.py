"""Makes ``chatservice/model/emoji_data.py`` from Unicode's ``emoji-test.txt``.

    python docs/emoji_table.py emoji-test.txt

(Debian: ``unicode-data``.) Only fully qualified emoji are kept, without those that differ in the
skin tone alone. The licence is the one that stands in ``model/unicode_data.py``.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

WIDTH = 100
TARGET = Path(__file__).parents[1] / "chatservice" / "model" / "emoji_data.py"
_LINE = re.compile(r"([0-9A-F ]+?)\s*; (?:fully-qualified|component)\s*# \S+ E[\d.]+ (.+)")
_TONES = range(0x1F3FB, 0x1F400)

FILE = '''"""Emoji and their names, in Unicode's order: from Unicode's ``emoji-test.txt``.

Made by ``docs/emoji_table.py`` and not edited by hand. Copyright © 1991-2022 Unicode, Inc.; the
licence of the data is in ``unicode_data.py``. The data is modified: written shorter, without skin tones.
"""

VERSION = "{version}"

# The name and the code points, joined by a plus.
EMOJI = """
{emoji}
"""
'''


def rows(text: str) -> Iterator[str]:
    """`thumbs_up=1F44D`, one for each emoji."""
    for line in text.splitlines():
        found = _LINE.match(line)
        points = [int(point, 16) for point in found[1].split()] if found else []
        if found and not any(point in _TONES for point in points):
            yield f"{short(found[2])}={'+'.join(f'{point:X}' for point in points)}"


def short(name: str) -> str:
    """`thumbs_up` of `thumbs up`."""
    name = name.replace("#", "number sign").replace("*", "asterisk")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "_".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def wrapped(words: Iterator[str]) -> str:
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) >= WIDTH:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)


def main(path: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    version = re.search(r"# Version: (\S+)", text)
    found = list(rows(text))
    names = [row.partition("=")[0] for row in found]
    if len(set(names)) != len(names):
        raise SystemExit(f"double names: {sorted({name for name in names if names.count(name) > 1})}")
    TARGET.write_text(
        FILE.format(version=version[1] if version else "unknown", emoji=wrapped(iter(found))),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
