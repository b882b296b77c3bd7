"""What stands on the page of a conversation: lines, days, notices. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from chatservice.client.model.conversation import Notification
from chatservice.client.model.quotes import Quote
from chatservice.client.model.transfers import NO_TRANSFER, TransferView, UploadView
from chatservice.model.events import LoggedEvent
from chatservice.model.previews import LinkPreview


class Runnable(NamedTuple):
    """The languages that the server runs, with all their names; whether that needs an account that the user
    has not."""

    names: frozenset[str] = frozenset()
    needs_account: bool = False


NOTHING_RUNS = Runnable()


class Day(msgspec.Struct, frozen=True, gc=False):
    ts: float
    id: tuple[str, object]


class UnreadMark(msgspec.Struct, frozen=True, gc=False):
    id: tuple[str, object] = ("unread", 0)


class Edge(msgspec.Struct, frozen=True, gc=False):
    """At the top: there is more above, or this is the beginning of what `title` and `about` tell. `waits`: so
    many lines are drawn in grey until those that were asked for are here."""

    more: bool
    title: str = ""
    about: str = ""
    waits: int = 0
    id: tuple[str, object] = ("edge", 0)


class MessageItem(msgspec.Struct, frozen=True, gc=False):
    """A line, or one of mine that is not in the log yet (with `standing`)."""

    id: tuple[str, object]
    ts: float
    line: LoggedEvent | None = None
    heading: bool = True
    sender: str = ""
    text: str = ""
    action: bool = False
    mine: bool = False
    everything: bool = False
    hit: bool = False
    standing: str = ""
    reason: str = ""
    key: str = ""
    quote: Quote | None = None
    carried: TransferView = NO_TRANSFER  # of a file: its download
    upload: UploadView | None = None
    runnable: Runnable = NOTHING_RUNS  # for a line with code
    previews: Sequence[LinkPreview] = ()  # what its links lead to


class PageFacts(NamedTuple):
    """What a page shows besides the log: files by address, how far each is downloaded; what is sent to its
    room; what the server runs; whether links have cards."""

    carried: Mapping[str, TransferView] = MappingProxyType({})
    uploads: Sequence[UploadView] = ()
    runnable: Runnable = NOTHING_RUNS
    has_cards: bool = False


NO_FACTS = PageFacts()


class NoticeItem(msgspec.Struct, frozen=True, gc=False):
    id: tuple[str, object]
    notice: Notification


Item = Day | UnreadMark | Edge | MessageItem | NoticeItem
