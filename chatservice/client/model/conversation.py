"""One room as this client knows it: lines, members, unread counts. Pure.

The key of a conversation is the room's id (its name on a server without ids). Its name is
how users call it, ``ops`` or ``@bob``: it changes when the other person is renamed, and two
conversations may share one, when a guest of that name has left and another has come.
"""

from collections import deque
from collections.abc import Iterable

import msgspec

from chatservice.client.model.room_lines import RoomLines
from chatservice.client.model.traffic import Traffic
from chatservice.model.events import (
    FileShared,
    LoggedEvent,
    Message,
    PinnedLine,
    PollAsked,
    PreviewList,
    RunStarted,
)
from chatservice.model.names import fold
from chatservice.model.previews import LinkPreview

NOTICES_KEPT = 200
CountedLine = Message | FileShared | PollAsked | RunStarted  # what counts as unread, as on the server
READERS_KEPT = 500  # per conversation
PREVIEWS_KEPT = 500  # lines with previews, per conversation
TYPISTS_KEPT = 50
TYPING_LASTS = 8.0  # seconds


class Notification(msgspec.Struct, frozen=True):
    """A notice outside the log; it is shown after line `after`."""

    number: int
    after: int
    ts: float
    text: str
    kind: str = "notice"  # or "refusal", "announcement", "traffic"
    traffic: Traffic | None = None


class Conversation(RoomLines):
    def __init__(self, key: str, room: str, kind: str, name: str) -> None:
        """`room` is its id or name in commands."""
        super().__init__(room, kind)
        self.key = key
        self.name = name
        self.earlier = False  # its name belongs to another person now
        self.present: dict[str, str] = {}  # in a public room; folded -> display name
        self.notices: deque[Notification] = deque(maxlen=NOTICES_KEPT)
        self.pins: list[PinnedLine] = []  # as asked for last
        self.previews: dict[int, list[LinkPreview]] = {}  # of the links in a line; the newest
        self.unread = 0
        self.for_me = 0  # unread lines that mention me, or in a direct conversation
        self.read_mark = 0  # how far I have read, as the server knows it
        self.marking = 0  # how far it was told that I have read, which it has not answered yet
        self.unsure = False  # another device may have moved the mark back: the connection was cut
        self.held = False  # marked as unread: looking at it does not change that
        self.brought_in = False  # by another person, and not looked at since: that counts as unread
        self.level = "all"  # what the server is to notify me of here: "all", "mentions" or "none"
        self.readers: dict[str, tuple[str, int]] = {}  # others, by folded name, and how far they have read
        self._counted = 0  # lines up to here are in `unread` as the server counted them
        self._mentions: set[int] = set()  # unread lines that are in `for_me`
        self._typing: dict[str, tuple[str, float]] = {}  # by folded name, and until when
        self._noticed = 0

    @property
    def title(self) -> str:
        return f"{self.name} (earlier)" if self.earlier else self.name

    @property
    def topic(self) -> str:
        return self.state.topic

    @property
    def members(self) -> dict[str, str]:
        """All members of a private room, those present in a public one."""
        return self.present if self.kind == "public" else self.state.members

    def preview(self, event: PreviewList) -> None:
        """What the links of a line lead to; that some are being read says nothing yet."""
        if event.pending and not event.previews:
            return
        self.previews.pop(event.line, None)
        self.previews[event.line] = event.previews
        if len(self.previews) > PREVIEWS_KEPT:
            del self.previews[next(iter(self.previews))]
        self.version += 1

    # Notices, members, unread lines.

    def note(self, text: str, ts: float, kind: str = "notice") -> None:
        self._noticed += 1
        self.notices.append(Notification(self._noticed, self.head, ts, text, kind))
        self.version += 1

    def pass_by(self, came: Iterable[str], left: Iterable[str], more: int, ts: float) -> None:
        """Tell who came in and who left; as long as nothing is said in between, in one line."""
        last = self.notices[-1] if self.notices else None
        traffic = Traffic()
        if last is not None and last.traffic is not None and last.after == self.head:
            traffic = self.notices.pop().traffic or traffic
        traffic = traffic.then(came, left, more)
        self.note(traffic.words, ts, "traffic")
        self.notices[-1] = msgspec.structs.replace(self.notices[-1], traffic=traffic)

    def show_members(self, names: Iterable[str], here: int) -> None:
        """At most so many names as are shown, of all that are `here`."""
        self.members.clear()
        self.members.update((fold(name), name) for name in names)
        self.here = here

    def add_member(self, name: str) -> bool:
        known = fold(name) in self.members
        self.members[fold(name)] = name
        return not known

    def drop_member(self, name: str) -> bool:
        return self.members.pop(fold(name), None) is not None

    def rename_member(self, was: str, name: str) -> None:
        self.drop_member(was)
        self.add_member(name)
        for seq, line in self.lines.items():
            if line.sender == was:
                self.lines[seq] = msgspec.structs.replace(line, sender=name)
        self.version += 1

    def count(self, line: LoggedEvent, for_me: bool) -> None:
        """Count an unread line."""
        if line.seq <= self._counted:
            return
        if not self.unread:
            self.read_to = line.seq - 1
        self.unread += 1
        if for_me:
            self._mentions.add(line.seq)
            self.for_me += 1
        self.version += 1

    def forget_lines(self) -> None:
        super().forget_lines()
        self.read_mark = self.marking = 0

    def uncount(self, seq: int, deletion: int, for_me: bool) -> None:
        """The line `seq` was deleted by the event `deletion`: it is unread no more, unless the server has
        counted since. `for_me`: it would count as such."""
        if not self.unread or seq <= (self.read_to or 0) or deletion <= self._counted:
            return
        self.unread -= 1
        if self.for_me and (for_me if seq <= self._counted else seq in self._mentions):
            self.for_me -= 1
        self._mentions.discard(seq)
        self.version += 1

    def read(self) -> None:
        """Mark everything as read. The unread mark stays where it is until the next look."""
        self.unread = self.for_me = 0
        self.brought_in = False
        self._mentions.clear()

    @property
    def read_up_to(self) -> int:
        """The last line that has been read: others may have come since the user looked."""
        if not self.unread:
            return self.head
        return self.read_mark if self.read_to is None else self.read_to

    def hold_from(self, seq: int) -> None:
        """Lines from `seq` on are unread, whatever is looked at, until the next look."""
        self.held = True
        self.read_to = seq - 1
        self.version += 1

    def count_anew(self, mark: int, head: int, unread: int, for_me: int, me: str) -> None:
        """The server has counted what came after `mark` up to `head`; later lines are counted here."""
        self._counted = head
        self._mentions = {seq for seq in self._mentions if seq > head}
        later = [line for seq in range(head + 1, self.head + 1) if (line := self.lines.get(seq)) is not None]
        new = sum(isinstance(line, CountedLine) and fold(line.sender) != fold(me) for line in later)
        self.unread, self.for_me = unread + new, for_me + len(self._mentions)
        if self.unread:
            self.read_to = mark
        elif self.brought_in:
            self.unread = self.for_me = 1
        self.version += 1

    def count_mention(self, seq: int) -> bool:
        """The server found that the line mentions me; whether that is news."""
        if not self.unread or seq <= self._counted or seq in self._mentions:
            return False
        self._mentions.add(seq)
        self.for_me += 1
        return True

    # Others.

    def seen_by(self, name: str, seq: int) -> None:
        """That person has read up to `seq`."""
        if len(self.readers) < READERS_KEPT or fold(name) in self.readers:
            self.readers[fold(name)] = name, seq

    def types(self, name: str, on: bool, now: float) -> None:
        """That person types, for as long as another notice might take; or stopped."""
        self._typing.pop(fold(name), None)
        if on and len(self._typing) < TYPISTS_KEPT:
            self._typing[fold(name)] = name, now + TYPING_LASTS

    def typists(self, now: float) -> list[str]:
        """Who types there at this moment."""
        return [name for name, until in self._typing.values() if now < until]
