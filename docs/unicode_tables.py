"""Makes ``chatservice/model/unicode_data.py`` from Unicode's own files.

    python docs/unicode_tables.py DerivedCoreProperties.txt confusables.txt license.txt

The first is of the Unicode Character Database (Debian: ``unicode-data``), the second of the data
of UTS 39 (also among ICU's sources; Debian: ``apt-get source icu``), both of one version; the
third is Unicode's licence for them, which goes with the data. Of the confusables those are kept
that NFKC and NFD leave as they are: the others are gone before the table is asked.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

WIDTH = 100
TARGET = Path(__file__).parents[1] / "chatservice" / "model" / "unicode_data.py"

FILE = '''"""Which characters are drawn as nothing, and which like others: from Unicode's data files.

Made by ``docs/unicode_tables.py`` and not edited by hand. The data is modified: of each file
only what is used here is left, written shorter.
"""

{licence}

VERSION = "{version}"

# Default_Ignorable_Code_Point: the first and the last of each run.
IGNORABLE = """
{ignorable}
"""

# confusables.txt: before the colon what is drawn like it (joined by +), after it each character
# that is.
ALIKE = """
{alike}
"""
'''


def version(text: str) -> str:
    """The first lines of each file tell it."""
    found = re.search(r"(?:Version: |DerivedCoreProperties-)(\d+\.\d+\.\d+)", text[:600])
    return found[1] if found is not None else "unknown"


def ignorable(text: str) -> Iterator[str]:
    """Runs of code points, joined where they touch."""
    runs: list[list[int]] = []
    for line in text.splitlines():
        found = re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*; Default_Ignorable_Code_Point", line)
        if found:
            first, last = int(found[1], 16), int(found[2] or found[1], 16)
            if runs and runs[-1][1] + 1 == first:
                runs[-1][1] = last
            else:
                runs.append([first, last])
    return (f"{first:X}-{last:X}" for first, last in runs)


def alike(text: str) -> Iterator[str]:
    sources: dict[str, list[str]] = {}
    for line in text.splitlines():
        found = re.match(r"([0-9A-F]+) ;\t([0-9A-F ]+) ;\tMA", line)
        if found and _is_kept(chr(int(found[1], 16))):
            sources.setdefault("+".join(found[2].split()), []).append(found[1])
    for target, characters in sources.items():
        yield f"{target}:{','.join(characters)}"


def _is_kept(character: str) -> bool:
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", character))
    return plain == character and unicodedata.category(character)[0] not in "CZ"


def wrapped(words: Iterable[str]) -> str:
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) >= WIDTH:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)


def main(properties: str, confusables: str, licence: str) -> None:
    core, marked = Path(properties).read_text("utf-8"), Path(confusables).read_text("utf-8-sig")
    if version(core) != version(marked):
        sys.exit("The two files are of different versions.")
    notice = (f"# {line}".rstrip() for line in Path(licence).read_text("utf-8").strip().splitlines())
    text = FILE.format(
        licence="\n".join(notice),
        version=version(core),
        ignorable=wrapped(ignorable(core)),
        alike=wrapped(alike(marked)),
    )
    TARGET.write_text(text, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
