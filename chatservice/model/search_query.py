"""What a search looks for, as people write it: the same language on every door.

All words have to be in the line, in any order, as parts of words too. ``"two words"`` is a phrase,
``-word`` may not be in it. ``from:NAME`` (several: any of them), ``in:ROOM``, ``topic:NAME``, ``after:DAY``
(that day and later), ``before:DAY``, ``has:link`` and ``has:file`` narrow it down, alone too; ``sort:best``
shows first what fits best instead of what is newest. ``before:`` with a number asks for the next page.
Anything else with a colon is a word.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import msgspec

from chatservice.errors import BadCommand, EmptyText
from chatservice.model import times
from chatservice.model.search_text import searchable

TERMS_MAX = 16  # words, phrases and names in one search
NUMBER_DIGITS = 15

_BLANKS = re.compile(r"\s*")
_TERM = re.compile(r'(-?)(?:"([^"]*)(?:"|$)|(\S+))')
_OPERATOR = re.compile(r'(from|in|topic|before|after|has|sort):(?:"([^"]+)"|(\S+))', re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d\d?)(?:-(\d\d?))?")
_LINK = re.compile(r"https?://\S")


class SearchQuery(msgspec.Struct, kw_only=True):
    """What was asked for. `after` and `before` are seconds since 1970, `page` is the id of an event."""

    words: list[str] = []
    without: list[str] = []
    senders: list[str] = []
    room: str = ""
    topic: str = ""
    after: float | None = None
    before: float | None = None
    page: int | None = None
    link: bool = False
    file: bool = False
    best: bool = False

    def refuse_empty(self) -> None:
        """Raise EmptyText if it would find every line that they can read."""
        narrowed = self.words or self.senders or self.room or self.topic or self.link or self.file
        if not narrowed and self.after is None and self.before is None:
            raise EmptyText


class LineQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What a line has to be. `words` and `without` are parts of its text, `senders` are ids of principals
    (None: anyone), `after` and `before` are seconds since 1970."""

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    senders: tuple[int, ...] | None = None
    topic: str = ""
    after: float | None = None
    before: float | None = None
    link: bool = False
    file: bool = False
    best: bool = False


def parse_query(text: str, now: float, zone: tzinfo = UTC) -> SearchQuery:
    """Read what was typed; days begin in that time `zone`. Raises BadCommand."""
    query = SearchQuery()
    for count, term in enumerate(_terms(text)):
        if count >= TERMS_MAX:
            raise BadCommand(f"a search has {TERMS_MAX} words at most")
        if term.re is _OPERATOR:
            _take_operator(query, term[1].lower(), term[2] or term[3], now, zone)
        else:
            _take_term(query, term)
    return query


def words_of(text: str) -> list[str]:
    """The words and phrases in `text` that are looked for."""
    query = SearchQuery()
    for term in _terms(text):
        if term.re is _TERM:
            _take_term(query, term)
    return query.words


def _terms(text: str) -> Iterator[re.Match[str]]:
    """Each operator or term."""
    at = 0
    while match := _BLANKS.match(text, at):
        found = _OPERATOR.match(text, match.end()) or _TERM.match(text, match.end())
        if found is None:
            return
        yield found
        at = found.end()


def _take_term(query: SearchQuery, match: re.Match[str]) -> None:
    term = match[2] if match[2] is not None else match[3]
    if not searchable(term).strip():
        return  # it would be in every line: blanks, or marks alone
    if match[1] and term.strip("-"):
        query.without.append(term)
    else:
        query.words.append(match[1] + term)


def _take_operator(query: SearchQuery, key: str, value: str, now: float, zone: tzinfo) -> None:
    if key == "from":
        query.senders.append(value.removeprefix("@") or value)
    elif key == "in":
        query.room = "" if value == "*" else value
    elif key == "topic":
        query.topic = value
    elif key == "before" and value.isascii() and value.isdigit() and len(value) <= NUMBER_DIGITS:
        query.page = int(value)
    elif key in ("before", "after"):
        setattr(query, key, moment_before(value, now, zone))
    else:
        _take_choice(query, key, value.lower())


def _take_choice(query: SearchQuery, key: str, value: str) -> None:
    choices = CHOICES[key]
    if value not in choices:
        raise BadCommand(" or ".join(f"{key}:{choice}" for choice in dict.fromkeys(choices.values())))
    if choices[value] != "new":
        setattr(query, choices[value], True)


CHOICES = {
    "has": {"file": "file", "files": "file", "link": "link", "links": "link"},
    "sort": {"new": "new", "newest": "new", "best": "best"},
}


def moment_before(text: str, now: float, zone: tzinfo = UTC) -> float:
    """When a day (``2026-11-27``, ``today``, ``yesterday``) or a month (``2026-11``) begins, or what time it
    was a duration ago (``7d``), in seconds since 1970. Raises BadCommand."""
    ago = times.read(text)
    if ago is not None:
        return now - ago
    day = _day(text.lower(), datetime.fromtimestamp(now, zone).date())
    try:
        return datetime.combine(day, time(), zone).timestamp()
    except (OverflowError, ValueError):
        raise BadCommand(_DAY_FORM) from None


_DAY_FORM = "a day is such as 2026-11-27, 2026-11, today, yesterday, or 7d for a week ago"


def _day(text: str, today: date) -> date:
    if text in ("today", "yesterday"):
        return today - timedelta(days=text == "yesterday")
    match = _DAY.fullmatch(text)
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        pass
    raise BadCommand(_DAY_FORM)


def has_link(text: str) -> bool:
    """Whether a `searchable` text has a web address."""
    return _LINK.search(text) is not None


def score(query: LineQuery, text: str) -> int:
    """How well a `searchable` text that matches fits: whole words count more than parts of words, and one
    that is there several times a little more."""
    total = 0
    for word in map(searchable, query.words):
        whole = len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text))
        total += 10 * bool(whole) + min(whole + text.count(word), 5)
    return total
