"""A page's head, as far as its preview needs it: title, description, name of the site.

Pages come from anybody. The scan is linear in what was read and builds no tree; what it finds is cut, and
freed of everything that is not shown: control and format characters, so those of bidi too, and towers of
combining marks.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from itertools import islice

from chatservice.model.previews import LinkPreview

TITLE_MAX, DESCRIPTION_MAX, SITE_MAX = 200, 400, 80  # characters
TAGS_MAX, ATTRIBUTES_MAX = 3000, 20  # elements of a head, and attributes of one, that are looked at
RAW_MAX = 4000  # characters of one value, before it is cleaned
MARKS_MAX = 8  # combining marks in a row
JOINERS = "\u200c\u200d"  # format characters that words and emoji need

_KINDS = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
# No encoding that is anything but a table of characters: some of Python's take quadratic time.
_ENCODING = re.compile(
    r"utf-?8|(iso-?8859-|windows-125|cp125)\d{1,2}|koi8-[ru]|shift_jis|euc-(jp|kr)|gbk|gb2312|gb18030|big5"
)
_TAG = re.compile(r"<(!--|/?[a-z][a-z0-9]*)", re.IGNORECASE)
_VALUE = rf"\"[^\"]{{0,{RAW_MAX}}}\"|'[^']{{0,{RAW_MAX}}}'|[^\s>\"']{{0,{RAW_MAX}}}"
_ATTRIBUTE = re.compile(rf"[\s/]*([^\s=>/\"'<]{{1,60}})\s{{0,20}}(?:=\s{{0,20}}({_VALUE}))?")
_SKIPPED = ("script", "style", "noscript", "template")
_FIELDS = {
    "title": ("og:title", "twitter:title", "<title>"),
    "description": ("og:description", "twitter:description", "description"),
    "site": ("og:site_name", "application-name"),
}


def is_page(kind: str) -> bool:
    """Whether that Content-Type is HTML's."""
    return kind.partition(";")[0].strip().lower() in _KINDS


def preview_of(url: str, body: bytes, kind: str) -> LinkPreview | None:
    """None if the page has no title. `kind` is its Content-Type."""
    found = _values(_decoded(body, kind))
    values = {
        name: next((found[key] for key in keys if found.get(key)), "") for name, keys in _FIELDS.items()
    }
    title = _clean(values["title"], TITLE_MAX)
    if not title:
        return None
    description = _clean(values["description"], DESCRIPTION_MAX)
    return LinkPreview(url, title, description, _clean(values["site"], SITE_MAX))


def _decoded(body: bytes, kind: str) -> str:
    named = _CHARSET.search(kind) or _CHARSET.search(body[:2048].decode("latin-1"))
    encoding = named[1].lower() if named else "utf-8"
    if not _ENCODING.fullmatch(encoding):
        encoding = "utf-8"
    if encoding.replace("-", "") == "iso88591":
        encoding = "cp1252"  # as browsers read it
    try:
        return body.decode(encoding, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _values(text: str) -> dict[str, str]:
    """By the name of each meta element, and `<title>`; the first of a name counts."""
    found: dict[str, str] = {}
    for tag, at in islice(_tags(text), TAGS_MAX):
        if tag == "title" and "<title>" not in found:
            end = text.find("<", at)
            found["<title>"] = text[text.find(">", at) + 1 : end if end >= 0 else at + RAW_MAX]
        elif tag == "meta":
            values = dict(islice(_attributes(text, at), ATTRIBUTES_MAX))
            name = (values.get("property") or values.get("name") or "").strip().lower()
            found.setdefault(name, values.get("content", ""))
    return found


def _tags(text: str) -> Iterator[tuple[str, int]]:
    """The elements of the head, and where their names end; without comments and scripts."""
    at = 0
    while tag := _TAG.search(text, at):
        at, name = tag.end(), tag[1].lower()
        if name in ("body", "/head"):
            return
        if name == "!--" or name in _SKIPPED:
            end = "-->" if name == "!--" else f"</{name}"
            at = _find(text, end, at)
            if at < 0:
                return
            continue
        yield name, at


def _find(text: str, what: str, at: int) -> int:
    found = re.compile(re.escape(what), re.IGNORECASE).search(text, at)
    return found.end() if found else -1


def _attributes(text: str, at: int) -> Iterator[tuple[str, str]]:
    while attribute := _ATTRIBUTE.match(text, at):
        at = attribute.end()
        value = attribute[2] or ""
        yield attribute[1].lower(), value[1:-1] if value[:1] in ("'", '"') else value


def _clean(value: str, most: int) -> str:
    """One line of at most `most` characters."""
    text = unicodedata.normalize("NFC", unescape(value[:RAW_MAX]))
    shown, marks = [], 0
    for character in " ".join(text.split()):
        kind = unicodedata.category(character)
        marks = marks + 1 if kind[0] == "M" else 0
        if (kind not in ("Cc", "Cf", "Cs") or character in JOINERS) and marks <= MARKS_MAX:
            shown.append(character)
    cleaned = " ".join("".join(shown).split())
    return cleaned if len(cleaned) <= most else cleaned[: most - 1].rstrip() + "…"
