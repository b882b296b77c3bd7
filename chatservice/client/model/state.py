"""What a window shows, folded from events. Pure: no clock, socket or widget.

What each event changes is in `folding`, by subject. `wants` holds commands to send, `alerts` what
the user should notice, `changed` what has to be redrawn.
"""

from collections.abc import Callable, Iterable

import msgspec

from chatservice.client.link.cursors import OfRoom, id_of
from chatservice.client.model.conversation import Conversation
from chatservice.client.model.transfers import TransferView, UploadView
from chatservice.model import events
from chatservice.model.commands import Command, MarkRead
from chatservice.model.events import LoggedEvent, RoomInfo
from chatservice.model.names import LOBBY, fold
from chatservice.model.preferences import PersonPreferences

PEOPLE_KEPT = 5_000
ALERTS_KEPT = 100
OPENS = "open:"  # prefix of the `ref` of a request whose answer is brought to the front; a name follows
TYPED = "typed:"  # prefix of the `ref` of what the user typed
CODE = "code:"  # prefix of the `ref` of what an open code document asks


class Alert(msgspec.Struct, frozen=True):
    """Something for the user to look at, by `who`. `level` is the notification level it needs: "all" or
    "mentions"."""

    key: str
    level: str
    who: str = ""


class ClientState:
    """`now` gives seconds since 1970, for what carries no time of its own."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.me = ""
        self.account = False  # whether the name is that of my account
        self.epoch = ""
        self.conversations: dict[str, Conversation] = {}  # by key, in the order in which they began
        self.rooms: dict[str, RoomInfo] = {}  # those that the user may enter, by key
        self.people: dict[str, str] = {}  # everyone online, as far as known
        self.here = 0
        self.found: events.FoundPage | None = None
        self.topics: events.TopicList | None = None  # those of a room, as listed last
        self.topic_page: events.HistoryPage | None = None  # lines of one topic
        self.focus = ""  # the conversation in front
        self.looking = False  # whether the user sees it: in front, and at its end
        self.leaving: set[str] = set()  # conversations that the user has asked to leave
        self.lost = ""  # a conversation that was open and ended without a request, until the next line
        self.keywords: list[str] = []
        self.changed: set[str] = set()
        self.wants: list[Command] = []
        self.alerts: list[Alert] = []
        self.opened: list[str] = []  # conversations to bring to the front
        self.carried: dict[str, TransferView] = {}  # downloads by address
        self.uploads: list[UploadView] = []  # that are not done
        self.has_previews = False  # whether the server says what links lead to
        self.http = ""  # the address of the server's HTTP door
        self.locked = ""  # a room whose password was asked for
        self.opening: set[str] = set()  # names of conversations to bring to the front as soon as they exist
        self.unmarked: set[str] = set()  # where I looked since the server was told what I have read
        self.shown: dict[str, events.PersonChanged] = {}  # who is away or shows words, by folded name
        self.profile: events.ProfileIs | None = None  # the one that was asked for last
        self.chosen = events.PreferencesAre()  # my preferences on the server
        self.mentions: events.MentionList | None = None  # the page that was asked for last
        self.readers: events.SeenByIs | None = None  # who has read a line, as asked for last
        self.bookmarks: events.BookmarkList | None = (
            None  # the page that was asked for last, if it still holds
        )
        self.scheduled: dict[
            str, list[events.LaterInfo]
        ] = {}  # what is to come, by ``line`` and ``reminder``
        self._early: list[tuple[str, str]] = []  # notices for the lobby, before the user is in it
        self._refs = 0

    # Questions to it.

    @property
    def mention_words(self) -> list[str]:
        """What notifies me besides my name: as set here, and on the server."""
        return list(dict.fromkeys([*self.keywords, *self.chosen.keywords]))

    @property
    def chosen_now(self) -> PersonPreferences:
        return PersonPreferences(quiet=self.chosen.quiet, zone=self.chosen.zone)

    def conversation(self, key: str) -> Conversation | None:
        """The conversation with that key, or else with that name."""
        return self.conversations.get(key) or self.named(key)

    def lines_of(self, key: str) -> list[LoggedEvent]:
        """Those of a conversation that are known, in their order."""
        conversation = self.conversations.get(key)
        return [line for _, line in sorted(conversation.lines.items())] if conversation is not None else []

    def named(self, name: str) -> Conversation | None:
        """The conversation with that name; of two, the one that has the name now."""
        folded, found = fold(name), None
        for conversation in self.conversations.values():
            if fold(conversation.name) == folded and (found is None or found.earlier):
                found = conversation
        return found

    def name_of(self, label: str) -> str:
        """The user's name for the room that the server calls `label`."""
        if not label.startswith("@"):
            return label or LOBBY
        others = [name for name in label[1:].split(",") if fold(name) != fold(self.me)]
        return "@" + (others[0] if others else self.me)

    def of(self, event: OfRoom, kind: str = "") -> Conversation:
        """The conversation that `event` is about, begun if there is none."""
        name = self.name_of(event.room)
        key = event.rid or fold(name)
        found = self.conversations.get(key)
        if found is None:
            kind = kind or ("direct" if name.startswith("@") else "public")
            found = self.conversations[key] = Conversation(key, id_of(event), kind, name)
            self._has_name_now(found)
            self.changed.add("places")
            if fold(name) in self.opening:
                self.bring_to_front(found)
        if kind:
            found.kind = kind
        if found.name != name and (found.kind != "direct" or self._names_me(event.room)):
            self._rename(found, name)
        return found

    def _names_me(self, label: str) -> bool:
        """Whether a direct room's label has my name: not if it is from before I took it."""
        return fold(self.me) in map(fold, label[1:].split(","))

    def _rename(self, conversation: Conversation, name: str) -> None:
        conversation.name = name
        self._has_name_now(conversation)
        self.changed |= {"places", "renamed"}

    def _has_name_now(self, conversation: Conversation) -> None:
        """Mark conversations that had that name before."""
        folded = fold(conversation.name)
        for other in self.conversations.values() if conversation.kind == "direct" else ():
            if fold(other.name) == folded:
                other.earlier = other is not conversation

    def bring_to_front(self, conversation: Conversation) -> None:
        self.opening.discard(fold(conversation.name))
        self.opened.append(conversation.key)

    def end(self, key: str) -> None:
        """The user is no longer in it."""
        gone = self.conversations.pop(key, None)
        if gone is not None:
            self.changed |= {"places", "closed"}
            if key == self.focus and key not in self.leaving:
                self.lost = gone.title
        self.leaving.discard(key)

    def look(self, key: str, looking: bool) -> None:
        """`key` is in front; `looking`: the user sees its end."""
        found, before = self.conversation(key), (self.focus, self.looking)
        self.focus, self.looking = found.key if found is not None else key, looking
        conversation = self.conversations.get(self.focus)
        if conversation is None or not looking:
            return
        if before[0] != self.focus:  # a menu or another program may have come between
            conversation.held = False
        if before != (self.focus, looking):
            self.unmarked.add(conversation.key)
        if conversation.unread and not conversation.held:
            conversation.read()
            self.changed.add("places")

    def take_marks(self) -> list[MarkRead]:
        """What the server has to be told of what I have read since the last time."""
        looked_at = [self.conversations[key] for key in self.unmarked if key in self.conversations]
        self.unmarked.clear()
        marks = []
        for conversation in looked_at:
            seq = conversation.read_up_to
            if seq > conversation.read_mark and not conversation.held:
                conversation.read_mark = conversation.marking = seq
                marks.append(MarkRead(room=conversation.room, seq=seq, ref="read"))
        return marks

    @property
    def unread(self) -> int:
        return sum(each.unread for each in self.conversations.values())

    @property
    def for_me(self) -> int:
        return sum(each.for_me for each in self.conversations.values())

    def ref(self) -> str:
        self._refs += 1
        return f"page-{self._refs}"

    def earlier(self, conversation: Conversation, before: int | None) -> None:
        """Request the page before that seq (None: the newest)."""
        command = conversation.ask(self.ref(), before=before)
        if command is not None:
            self.wants.append(command)

    def later(self, conversation: Conversation, after: int) -> None:
        command = conversation.ask(self.ref(), after=after)
        if command is not None:
            self.wants.append(command)

    def close(self, key: str) -> None:
        """Close a direct conversation; it comes back with its next line."""
        if self.conversations.pop(key, None) is not None:
            self.changed.add("places")

    def cut(self) -> None:
        """The connection is lost: pending requests will not be answered."""
        self.wants.clear()
        for conversation in self.conversations.values():
            conversation.cut()

    # For the handlers of events.

    def show(self, conversation: Conversation) -> None:
        """Draw its lines again."""
        self.changed.add("lines:" + conversation.key)

    def key_of(self, event: OfRoom) -> str:
        return event.rid or fold(self.name_of(event.room))

    def tell(self, key: str, texts: Iterable[str], kind: str = "notice") -> None:
        """Show notices in that conversation, or else in the lobby, which the user may be about to enter."""
        texts = list(texts)
        where = self.conversation(key) or self.named(LOBBY)
        if where is None:
            self._early += [(text, kind) for text in texts]
            del self._early[:-ALERTS_KEPT]
            return
        for text in texts:
            where.note(text, self.now(), kind)
        if texts:
            self.show(where)

    def tell_early(self, lobby: Conversation) -> None:
        """Show in the lobby, which the user has entered, what came before."""
        early, self._early = self._early, []
        for text, kind in early:
            lobby.note(text, self.now(), kind)

    def show_person(self, event: events.PersonChanged) -> None:
        """Remember that a person is away or shows words, or forget it."""
        if not (event.away or event.status):
            self.shown.pop(fold(event.name), None)
        elif len(self.shown) < PEOPLE_KEPT:
            self.shown[fold(event.name)] = event
        self.changed.add("people")

    def alert(self, conversation: Conversation, level: str, who: str = "") -> None:
        """By `who`; unless the room's level or the hour forbids it."""
        if conversation.level not in ("all", level) or self.chosen_now.is_quiet(self.now()):
            return
        if len(self.alerts) < ALERTS_KEPT:
            self.alerts.append(Alert(conversation.key, level, who))

    def meet(self, who: Iterable[str]) -> None:
        """These people are online."""
        for name in who:
            if len(self.people) < PEOPLE_KEPT:
                self.people[fold(name)] = name
