"""Previews of links: what the page behind an address says of itself, and which addresses a line has."""

import re

import msgspec

LINKS_MAX = 3  # links of one line that are previewed
URL_MAX = 1000  # characters

_CODE = re.compile(r"^```.*?(?:^```|\Z)|`[^`\n]{1,500}`", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\bhttps?://[^\s<>\"'`]{1,2000}")
_TRAILING = ".,;:!?)]}'\""


class LinkPreview(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What the page at `url` says of itself: its title, what it is about, and the name of its site. Each is
    one line without control characters, and may be empty; the title is not."""

    url: str
    title: str
    description: str = ""
    site: str = ""


def links_of(text: str) -> list[str]:
    """The first web addresses of a line, without those in code; as many as are previewed."""
    found: dict[str, None] = {}
    for link in _LINK.findall(_CODE.sub(" ", text)):
        url = _trimmed(link)
        if len(url) <= URL_MAX:
            found[url.partition("#")[0]] = None
        if len(found) == LINKS_MAX:
            break
    return list(found)


def _trimmed(link: str) -> str:
    """Without what ends the sentence; a bracket that the address opened is its own."""
    while link and link[-1] in _TRAILING:
        if link[-1] == ")" and link.count("(") >= link.count(")"):
            break
        link = link[:-1]
    return link
