"""What a window shows, folded from events. Pure: no clock, socket or widget.

`fold` takes events in any order, repeated ones too, and the state is the same as if each
had come once, in its place. `wants` holds commands to send, `alerts` what the user should
notice, `changed` what has to be redrawn.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from chatservice.client.link.cursors import OfRoom, id_of
from chatservice.client.model.conversation import Conversation
from chatservice.client.model.mentions import mentions
from chatservice.model import events
from chatservice.model.commands import Command, Missed, Motd, Rooms, Who
from chatservice.model.events import Event, LoggedEvent, Message, RoomInfo
from chatservice.model.names import LOBBY, fold
from chatservice.wire.event_text import names as listed
from chatservice.wire.event_text import notices
from chatservice.wire.sanitize import line as harmless

PEOPLE_KEPT = 5_000
ALERTS_KEPT = 100
OPENS = "open:"  # prefix of the `ref` of a request whose answer is brought to the front; a name follows
CODE = "code:"  # prefix of the `ref` of what an open code document asks
QUIET = frozenset({"rooms", "who", "missed", "motd"})  # our own requests, whose errors change nothing


class Alert(msgspec.Struct, frozen=True):
    """Something for the user to look at. `level` is the notification level it needs: "all" or "mentions"."""

    key: str
    level: str


class ClientState:
    """`now` gives seconds since 1970, for what carries no time of its own."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.me = ""
        self.account = False  # whether the name is that of my account
        self.epoch = ""
        self.conversations: dict[str, Conversation] = {}  # by key, in the order in which they began
        self.rooms: dict[str, RoomInfo] = {}  # those that the user may enter, by key
        self.people: dict[str, str] = {}  # everyone online, as far as known
        self.here = 0
        self.found: events.FoundPage | None = None
        self.focus = ""  # the conversation in front
        self.looking = False  # whether the user sees it: in front, and at its end
        self.leaving: set[str] = set()  # conversations that the user has asked to leave
        self.lost = ""  # a conversation that was open and ended without a request, until the next line
        self.keywords: list[str] = []
        self.changed: set[str] = set()
        self.wants: list[Command] = []
        self.alerts: list[Alert] = []
        self.opened: list[str] = []  # conversations to bring to the front
        self.http = ""  # the address of the server's HTTP door
        self.locked = ""  # a room whose password was asked for
        self.opening: set[str] = set()  # names of conversations to bring to the front as soon as they exist
        self._early: list[tuple[str, str]] = []  # notices for the lobby, before the user is in it
        self._refs = 0

    # Questions to it.

    def conversation(self, key: str) -> Conversation | None:
        """The conversation with that key, or else with that name."""
        return self.conversations.get(key) or self.named(key)

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
                self._open(found)
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

    def _open(self, conversation: Conversation) -> None:
        self.opening.discard(fold(conversation.name))
        self.opened.append(conversation.key)

    def _ended(self, key: str) -> None:
        """The user is no longer in it."""
        gone = self.conversations.pop(key, None)
        if gone is not None:
            self.changed |= {"places", "closed"}
            if key == self.focus and key not in self.leaving:
                self.lost = gone.title
        self.leaving.discard(key)

    def look(self, key: str, looking: bool) -> None:
        """`key` is in front; `looking`: the user sees its end."""
        found = self.conversation(key)
        self.focus, self.looking = found.key if found is not None else key, looking
        conversation = self.conversations.get(self.focus)
        if conversation is not None and looking and conversation.unread:
            conversation.read()
            self.changed.add("places")

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

    # Events.

    def fold(self, event: Event) -> None:
        apply = _HANDLERS.get(type(event))
        if apply is not None:
            apply(self, event)
        if isinstance(event, events.Answer) and str(event.ref or "").startswith("typed:"):
            self._answer(event, str(event.ref))

    def _answer(self, event: Event, ref: str) -> None:
        """Show the answer to a typed command where it was typed."""
        where = self.conversations.get(ref.split(":", 2)[2])
        if where is None or isinstance(event, events.DocumentIs):  # it opens in an editor
            return
        if isinstance(event, events.Error):
            where.note(self._words(event), self._now(), "refusal")
        else:
            for text in notices(event):
                where.note(text, self._now())
        self._show(where)

    def _show(self, conversation: Conversation) -> None:
        self.changed.add("lines:" + conversation.key)

    def _welcome(self, event: events.Welcome) -> None:
        self.me, self.account = event.name, event.role != "guest"
        if self.epoch and event.epoch != self.epoch:
            for conversation in self.conversations.values():
                conversation.forget_lines()
                self._show(conversation)
        self.epoch = event.epoch
        self.http = getattr(event, "http", "")
        self.here = event.here
        if not event.resumed and not self.account:
            self._another_guest({self._key(info) for info in event.rooms})
        for info in event.rooms:
            self._private(info)
        self.wants += [Rooms(ref="rooms"), Who(room="*", ref="who")]
        if not event.resumed:
            self.wants.append(Motd(ref="motd"))
        if event.resumed or event.role != "guest":
            self.wants.append(Missed(ref="missed"))
        self.people[fold(event.name)] = event.name
        self.changed |= {"me", "places", "people"}

    def _another_guest(self, mine: set[str]) -> None:
        """Private conversations belong to the previous guest: end them."""
        for gone in [each for each in self.conversations.values() if each.kind != "public"]:
            if gone.key not in mine:
                self._ended(gone.key)
                self._tell(LOBBY, [f"{harmless(gone.title)} is gone: you are another guest now."])

    def _private(self, info: RoomInfo) -> None:
        conversation = self.of(info, info.kind)
        conversation.joined = True
        conversation.tell(info.head, info.topic)
        if info.head > conversation.head and not conversation.runs.runs:
            conversation.head = info.head

    def _joined(self, event: events.Joined) -> None:
        conversation = self.of(event, event.kind)
        # Without lines of our own, the last ones follow; else what came since.
        conversation.entered(event.head, event.first, afresh=not conversation.runs.runs)
        conversation.tell(event.head, event.topic)
        conversation.show_members(event.members, event.here)
        self._known(event.members)
        if event.ref == "open" or fold(event.room) in self.opening:
            self._open(conversation)
        if fold(event.room) == LOBBY:
            early, self._early = self._early, []
            for text, kind in early:
                conversation.note(text, self._now(), kind)
        self._show(conversation)
        self.changed |= {"places", "people", "topic"}

    def _reload(self, event: events.Reload) -> None:
        conversation = self.of(event)
        conversation.restart(event.head, event.first)
        self._show(conversation)

    def _key(self, event: OfRoom) -> str:
        return event.rid or fold(self.name_of(event.room))

    def _left(self, event: events.Left) -> None:
        self._ended(self._key(event))

    def _deleted(self, event: events.RoomDeleted) -> None:
        self._ended(self._key(event))
        self._tell(LOBBY, notices(event))

    def _moderated(self, event: events.Moderated) -> None:
        """Shown where it happened; if it is about me, where I am looking."""
        about_me = fold(event.who) == fold(self.me)
        key = self.focus if about_me or event.room == "*" else self._key(event)
        self._tell(key, notices(event))

    def _tell(self, key: str, texts: Iterable[str], kind: str = "notice") -> None:
        """In that conversation, or else in the lobby, which the user may be about to enter."""
        where = self.conversation(key) or self.named(LOBBY)
        if where is None:
            self._early += [(text, kind) for text in texts]
            del self._early[:-ALERTS_KEPT]
            return
        for text in texts:
            where.note(text, self._now(), kind)
        self._show(where)

    def _invited(self, event: events.Invited) -> None:
        if event.asked:
            self._tell(self.focus, notices(event))
            return
        conversation = self.of(event, event.kind)
        conversation.joined = True
        conversation.show_members(event.members, len(event.members))
        conversation.note(f"{harmless(event.sender)} brought you in.", self._now())
        if not conversation.unread:
            conversation.unread = conversation.for_me = 1
        self._alert(conversation, "mentions")
        self._show(conversation)
        self.changed |= {"places", "people"}

    # Lines.

    def _said(self, conversation: Conversation, line: LoggedEvent) -> bool:
        fresh = conversation.said(line)
        self._ask_left_out(conversation)
        return fresh

    def _ask_left_out(self, conversation: Conversation) -> None:
        command = conversation.ask_left_out(self.ref)
        if command is not None:
            self.wants.append(command)

    def _message(self, event: Message) -> None:
        conversation = self.of(event)
        if not self._said(conversation, event):
            return
        self._show(conversation)
        if fold(event.sender) != fold(self.me):
            self._unseen(conversation, event)

    def _unseen(self, conversation: Conversation, event: Message | events.FileShared) -> None:
        text = event.text if isinstance(event, Message) else ""
        for_me = conversation.kind == "direct" or mentions(text, self.me, self.keywords)
        if not (self.looking and conversation.key == self.focus):
            conversation.count(event, for_me)
            self.changed.add("places")
        self._alert(conversation, "mentions" if for_me else "all")

    def _alert(self, conversation: Conversation, level: str) -> None:
        if len(self.alerts) < ALERTS_KEPT:
            self.alerts.append(Alert(conversation.key, level))

    def _file(self, event: events.FileShared) -> None:
        conversation = self.of(event)
        fresh = self._said(conversation, event)
        self._show(conversation)
        if fresh and fold(event.sender) != fold(self.me):
            self._unseen(conversation, event)

    def _other(self, event: events.Logged) -> None:
        """Events that only add to the list of lines."""
        conversation = self.of(event)
        self._said(conversation, event)  # type: ignore[arg-type]  # every logged event is a line
        self._show(conversation)

    def _line_deleted(self, event: events.Deleted) -> None:
        lines = self.of(event).lines
        gone = lines.get(event.line)
        if gone is not None:
            lines[event.line] = events.Blank(
                room=gone.room, rid=gone.rid, seq=gone.seq, id=gone.id, ts=gone.ts, sender=gone.sender
            )
        self._other(event)

    def _topic(self, event: events.TopicSet) -> None:
        self._other(event)
        self.changed.add("topic")

    def _added(self, event: events.Added | events.Removed) -> None:
        if self._key(event) not in self.conversations:
            self.of(event, "group")
        self._other(event)
        self.changed.add("people")

    def _removed(self, event: events.Removed) -> None:
        if fold(event.who) == fold(self.me):
            self._ended(self._key(event))
            return
        self._added(event)

    def _page(self, event: events.HistoryPage) -> None:
        asked_for = str(event.ref or "").startswith(OPENS)
        before = self.named(self.name_of(event.room)) if asked_for else None
        conversation = self.of(event)
        if asked_for:
            if conversation is not before:
                self._open(conversation)
            event = msgspec.structs.replace(event, ref=None)
        conversation.page(event)
        self._ask_left_out(conversation)
        self._show(conversation)

    def _missed(self, event: events.MissedPage) -> None:
        for page in event.rooms:
            conversation = self.of(page)
            for line in page.lines:
                known = line.seq in conversation.lines
                if (
                    isinstance(line, Message | events.FileShared)
                    and not known
                    and fold(line.sender) != fold(self.me)
                ):
                    conversation.lines[line.seq] = line
                    self._unseen(conversation, line)
            conversation.page(page)
            self._show(conversation)

    def _found(self, event: events.FoundPage) -> None:
        self.found = event
        self.changed.add("found")

    # People.

    def _known(self, who: Iterable[str]) -> None:
        for name in who:
            if len(self.people) < PEOPLE_KEPT:
                self.people[fold(name)] = name

    def _came(self, event: events.Came) -> None:
        conversation = self.of(event)
        new = sum(conversation.add_member(name) for name in event.who)
        conversation.here += new + event.more
        self._known(event.who)
        others = [name for name in event.who if fold(name) != fold(self.me)]
        if new and others:
            conversation.note(f"{listed(others, event.more)} came in", self._now())
            self._show(conversation)
        self.changed.add("people")

    def _went(self, event: events.Went) -> None:
        conversation = self.of(event)
        gone = sum(conversation.drop_member(name) for name in event.who)
        conversation.here = max(0, conversation.here - gone - event.more)
        if gone:
            conversation.note(f"{listed(event.who, event.more)} left", self._now())
            self._show(conversation)
        for name in event.who:
            if not any(fold(name) in c.members for c in self.conversations.values() if c.kind == "public"):
                self.people.pop(fold(name), None)
        self.changed.add("people")

    def _renamed(self, event: events.Renamed) -> None:
        was, now = fold(event.was), fold(event.name)
        if was == fold(self.me):
            self.me = event.name
        if was in self.people:
            del self.people[was]
            self.people[now] = event.name
        conversation = self.of(event)
        if was in conversation.members:
            conversation.rename_member(event.was, event.name)
            conversation.note(f"{harmless(event.was)} is now called {harmless(event.name)}", self._now())
        self._show(conversation)
        self.changed |= {"people", "me"}

    def _name_is(self, event: events.NameIs) -> None:
        was, self.me = self.me, event.name
        self.people.pop(fold(was), None)
        self.people[fold(event.name)] = event.name
        for conversation in self.conversations.values():
            if fold(was) in conversation.members:
                conversation.rename_member(was, event.name)
                self._show(conversation)
        self.changed |= {"me", "people"}

    def _registered(self, event: events.Registered) -> None:
        self.account = True

    def _people(self, event: events.People) -> None:
        if event.room == "*":
            complete = len(event.members) >= event.here
            if complete:
                self.people.clear()
            self._known([*event.members, self.me])
            self.here = event.here
        else:
            conversation = self.of(event)
            conversation.show_members(event.members, event.here)
        self.changed.add("people")

    def _room_list(self, event: events.RoomList) -> None:
        self.rooms = {self._key(info): info for info in event.rooms if info.kind == "public"}
        for info in event.rooms:
            if info.joined:
                self.of(info, info.kind).tell(info.head, info.topic)
        self.changed |= {"places", "topic"}

    def _topic_is(self, event: events.TopicIs) -> None:
        self.of(event).tell(0, event.text)
        self.changed.add("topic")

    def _error(self, event: events.Error) -> None:
        if str(event.ref or "").startswith(("typed:", CODE)):
            return  # `_answer` says it, or the editor
        if event.key:
            self.changed.add("lines:" + self.focus)
            return  # the line itself says so
        if event.ref in QUIET or any(c.refused(str(event.ref)) for c in self.conversations.values()):
            return
        if str(event.ref or "").startswith(OPENS) and self.named(str(event.ref).removeprefix(OPENS)):
            return  # it is open, and the other person is gone
        if event.code == "needs_password" and event.ref == "open":
            self.locked = event.room
            self.changed.add("locked")
            return
        where = self.conversation(self.name_of(event.room)) if event.room else None
        words = self._words(event)
        if event.code == "no_such_room" and where is not None and event.room == where.key:
            self._ended(where.key)
            words = f"{harmless(where.title)} is gone, or you are not in it any more."
            where = None
        self._tell(where.key if where is not None else self.focus, [words], "refusal")

    def _words(self, event: events.Error) -> str:
        """The error's text with the room's name instead of its id."""
        known = self.conversations.get(event.room) or self.rooms.get(event.room)
        if known is None:
            return harmless(event.text)
        name = known.name if isinstance(known, Conversation) else known.room
        return harmless(event.text.replace(event.room, name))

    def _ack(self, event: events.Ack) -> None:
        self._show(self.of(event))

    def _announcement(self, event: events.Announcement) -> None:
        """Shown where the user is looking."""
        self._tell(self.focus, notices(event), "announcement")
        where = self.conversation(self.focus) or self.named(LOBBY)
        if where is not None:
            self._alert(where, "mentions")

    def _motd(self, event: events.MotdIs) -> None:
        if event.ref == "motd" and event.text:
            self._tell(LOBBY, notices(event))


_OF_DOCUMENTS = {events.DocumentEdited, events.DocumentRenamed}  # in a log that is no conversation

# Every other logged event is a line; what some of them change besides is named below.
_HANDLERS: dict[type[Event], Callable[[Any, Any], None]] = {
    **dict.fromkeys(set(events.Logged.__subclasses__()) - _OF_DOCUMENTS, ClientState._other),
    events.Welcome: ClientState._welcome,
    events.Joined: ClientState._joined,
    events.Reload: ClientState._reload,
    events.Left: ClientState._left,
    events.RoomDeleted: ClientState._deleted,
    events.Moderated: ClientState._moderated,
    events.Invited: ClientState._invited,
    events.Message: ClientState._message,
    events.TopicSet: ClientState._topic,
    events.FileShared: ClientState._file,
    events.Deleted: ClientState._line_deleted,
    events.Added: ClientState._added,
    events.Removed: ClientState._removed,
    events.HistoryPage: ClientState._page,
    events.MissedPage: ClientState._missed,
    events.FoundPage: ClientState._found,
    events.Came: ClientState._came,
    events.Went: ClientState._went,
    events.Renamed: ClientState._renamed,
    events.NameIs: ClientState._name_is,
    events.Registered: ClientState._registered,
    events.People: ClientState._people,
    events.RoomList: ClientState._room_list,
    events.TopicIs: ClientState._topic_is,
    events.Error: ClientState._error,
    events.Ack: ClientState._ack,
    events.Announcement: ClientState._announcement,
    events.MotdIs: ClientState._motd,
}
