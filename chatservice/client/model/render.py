"""Items as pieces of tagged text for a text widget. Pure.

A theme styles each tag; ``do:VERB:ARGUMENT`` is an unstyled tag that tells what a click
does. Each item becomes whole lines.
"""

import re
import time
import zlib
from collections.abc import Iterator

from chatservice.client.model import facts, poll_rows
from chatservice.client.model.bidi import TaggedText
from chatservice.client.model.code_blocks import code_block, run_output, run_started
from chatservice.client.model.file_lines import shared_file, upload
from chatservice.client.model.grey_lines import grey_lines
from chatservice.client.model.items import Day, Item, MessageItem, NoticeItem, UnreadMark
from chatservice.client.model.link_cards import cards
from chatservice.client.model.markup import StyledSpan, links, spans
from chatservice.client.model.sanitize import cut, harmless
from chatservice.client.words import _, marked, n_
from chatservice.model.events import FileShared, Line, Message, PollAsked, RunEnded, RunStarted
from chatservice.model.names import fold
from chatservice.model.search_query import words_of
from chatservice.model.search_text import searchable

NAME_COLOURS = 10
WEEKDAYS = (
    marked("Monday"), marked("Tuesday"), marked("Wednesday"), marked("Thursday"), marked("Friday"),
    marked("Saturday"), marked("Sunday"),
)  # fmt: skip
MONTHS = (
    marked("January"), marked("February"), marked("March"), marked("April"), marked("May"), marked("June"),
    marked("July"), marked("August"), marked("September"), marked("October"), marked("November"),
    marked("December"),
)  # fmt: skip
QUOTE_BAR = "\N{LEFT ONE QUARTER BLOCK}"


def hue_of(name: str) -> int:
    """The number of a name's colour, the same on every machine."""
    return zlib.crc32(fold(name).encode()) % NAME_COLOURS


def colour_of(name: str) -> str:
    """The tag of a name's colour."""
    return f"name-{hue_of(name)}"


def render(item: Item, mention: re.Pattern[str] | None) -> list[TaggedText]:
    """Pieces of whole lines."""
    if isinstance(item, MessageItem):
        return list(_message(item, mention))
    if isinstance(item, Day):
        return [(_day(item.ts) + "\n", ("day",))]
    if isinstance(item, UnreadMark):
        return [("\n", ("rule",)), (_("New") + "\n", ("new",))]
    if isinstance(item, NoticeItem):
        return list(_notice_lines(item))
    if item.waits:
        return list(grey_lines(item.waits))
    if item.more:
        return [(_("Scroll up for earlier lines.") + "\n", ("edge",))]
    return (
        [(f"{item.title}\n", ("welcome",)), (f"{item.about}\n", ("welcome_text",))]
        if item.title
        else [(_("This is the beginning.") + "\n", ("edge",))]
    )


def _notice_lines(item: NoticeItem) -> Iterator[TaggedText]:
    kind = item.notice.kind
    if item.notice.traffic is not None:
        yield (f"{item.notice.text}  ", ("fact",))
        yield (f"{clock(item.notice.ts)}\n", ("fact", "time"))
        return
    for span in links(harmless(item.notice.text)):
        link = span.tags == ("link",)
        yield (span.text, (kind, "link", f"do:link:{span.text}") if link else (kind,))
    yield ("\n", (kind,))


def clock(ts: float) -> str:
    return time.strftime("%H:%M", time.localtime(ts))


def exact_time(ts: float) -> str:
    """Of a line that is pointed at."""
    return f"{_day(ts)}, {time.strftime('%H:%M:%S', time.localtime(ts))}"


def _day(ts: float) -> str:
    day = time.localtime(ts)
    return _("{weekday}, {day} {month} {year}").format(
        weekday=_(WEEKDAYS[day.tm_wday]), day=day.tm_mday, month=_(MONTHS[day.tm_mon - 1]), year=day.tm_year
    )


def _message(item: MessageItem, mention: re.Pattern[str] | None) -> Iterator[TaggedText]:
    line = item.line
    if isinstance(line, FileShared):
        yield from _heading(item)
        yield from shared_file(line, item.carried, item.hit)
        yield from _attached(line)
        return
    if item.upload is not None:
        yield from _heading(item)
        yield from upload(item.upload)
        return
    if isinstance(line, PollAsked):
        yield from _poll(item, line)
        return
    if isinstance(line, RunStarted):
        yield from run_started(line)
        yield (f"  {clock(item.ts)}\n", ("fact", "time"))
        return
    if isinstance(line, RunEnded):
        yield from ((text, ("body", *tags)) for text, tags in run_output(line))
        yield (clock(item.ts) + "\n", ("body", "time"))
        return
    if line is not None and not isinstance(line, Message):
        *before, last = facts.lines(line)
        yield from ((f"{each}\n", ("fact",)) for each in before)
        yield (f"{last}  ", ("fact",))
        yield (clock(item.ts) + "\n", ("fact", "time"))
        return
    extra = (*(("pending",) if item.standing == "pending" else ()), *(("hit",) if item.hit else ()))
    if item.action:
        yield from _quote(item)
        yield (f"{harmless(item.sender)} ", ("action", colour_of(item.sender), *extra))
        yield (" ".join(harmless(item.text).split()), ("action", *extra))
        yield (f"{_edited(item)}\n", ("action", "time"))
    else:
        yield from _heading(item, line.topic if line is not None else "")
        yield from _quote(item)
        yield from _body(item, mention, extra)
    yield from cards(item.previews)
    yield from _attached(line)
    if item.standing == "failed":
        yield from _failed(item)


def _heading(item: MessageItem, topic: str = "") -> Iterator[TaggedText]:
    if item.heading:
        yield (harmless(item.sender), ("head", "name", colour_of(item.sender), f"do:person:{item.sender}"))
        yield (f"  {clock(item.ts)}" if item.ts else "", ("head", "time"))
        yield (f"  [{harmless(topic)}]\n" if topic else "\n", ("head", "topic"))


def _quote(item: MessageItem) -> Iterator[TaggedText]:
    """One line of what this line answers: a click leads there."""
    if item.quote is not None:
        sender = f"{harmless(item.quote.sender)}: " if item.quote.sender else ""
        yield (f"{QUOTE_BAR} {sender}{item.quote.text}\n", ("body", "quote", "do:quote:"))


def _attached(line: Line | None) -> Iterator[TaggedText]:
    """What others attached to a line, in a row under it: a click on a reaction puts or takes back
    one's own."""
    if line is None or not (line.pinned or line.reactions or line.replies):
        return
    if line.pinned:
        yield (_("Pinned"), ("chips", "time"))
        yield ("  ", ("chips",))
    for each in line.reactions:
        own = ("own_chip",) if each.mine else ()
        chip = ("chips", "chip", *own, f"do:react:{each.emoji}")
        yield (" ", chip)
        yield (each.emoji, (*chip, "emoji"))
        yield (f" {each.count:,} ", chip)
        yield (" ", ("chips",))
    if line.reactions:
        yield (" + ", ("chips", "chip", "do:choose:"))
        yield ("  ", ("chips",))
    if line.replies:
        words = n_("{count} reply", "{count} replies", line.replies)
        yield (words, ("chips", "act", "do:replies:"))
    yield ("\n", ("chips",))


def _edited(item: MessageItem) -> str:
    return "  " + _("(edited)") if isinstance(item.line, Message) and item.line.edited else ""


def _poll(item: MessageItem, poll: PollAsked) -> Iterator[TaggedText]:
    """The question, a row a choice, of which a click is a vote, and what kind of poll it is."""
    yield from _heading(item)
    yield (f"{harmless(poll.question)}\n", ("body", "bold", *(("hit",) if item.hit else ())))
    for row in poll_rows.rows(poll):
        mark = "\N{BLACK CIRCLE}" if row.mine else "\N{WHITE CIRCLE}"
        tags = ("body", "choice", *(("own_choice",) if row.mine else ()), f"do:vote:{row.number}")
        yield (f"{mark} {harmless(row.text)}", tags)
        yield (f"   {row.votes:,} ", (*tags, "time"))
        yield ("\N{FULL BLOCK}" * row.bar + "\n", (*tags, "bar"))
    yield (f"{poll_rows.facts(poll)}\n", ("body", "time"))
    yield from _attached(poll)


def _body(item: MessageItem, mention: re.Pattern[str] | None, extra: tuple[str, ...]) -> Iterator[TaggedText]:
    text, left = cut(item.text, item.everything)
    last = ""
    block = 0
    for span in spans(harmless(text), None if item.mine else mention):
        block += span.tags[:1] == ("fence",)
        for last, tags in _coloured(span, item, block):
            yield (last, ("body", *tags, *extra))
    edited = _edited(item)
    if edited or not last.endswith("\n"):
        yield (f"{edited}\n", ("body", *(("time",) if edited else ()), *extra))
    if left and item.line is not None:
        if item.everything:
            yield (
                n_("{count} more character is not shown.", "{count} more characters are not shown.", left)
                + "\n",
                ("body", "time"),
            )
        else:
            yield (
                n_("Show all ({count} more character)", "Show all ({count} more characters)", left) + "\n",
                ("body", "act", f"do:all:{item.line.seq}"),
            )


def _coloured(span: StyledSpan, item: MessageItem, block: int) -> Iterator[StyledSpan]:
    if span.tags[:1] == ("fence",):
        language = span.tags[1].removeprefix("lang:")
        is_stored = isinstance(item.line, Message)
        yield from code_block(span.text, language, block if is_stored else 0, item.runnable)
    elif span.tags == ("link",):
        yield StyledSpan(span.text, ("link", f"do:link:{span.text}"))
    else:
        yield span


def _failed(item: MessageItem) -> Iterator[TaggedText]:
    yield (
        _("Not sent: {reason}").format(reason=harmless(_(item.reason)) or _("refused")) + " ",
        ("body", "failed"),
    )
    yield (_("Try again"), ("body", "act", f"do:again:{item.key}"))
    yield ("  ", ("body",))
    yield (_("Delete") + "\n", ("body", "act", f"do:discard:{item.key}"))


def snippet(text: str, query: str, before: int = 14, length: int = 120) -> str:
    """One line of `text` around the first word of a search, without its marks."""
    flat = " ".join(harmless(text).replace("*", "").replace("`", "").split())
    word = next(iter(words_of(query)), "")
    at = searchable(flat).find(searchable(word))
    start = flat.rfind(" ", 0, at - before) + 1 if at > before else 0
    return ("…" if start else "") + flat[start : start + length]
