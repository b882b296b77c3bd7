"""Everything a window can do, without widgets: joins the link and the state.

Widgets call these methods and draw `state` and `readings`. `look_again` is called after every
change, however frequent: the window merges the calls.
"""

import secrets
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec

from chatservice.client.link.cursors import id_of
from chatservice.client.link.failures import Trouble
from chatservice.client.link.link import Link
from chatservice.client.link.transport import LinkPhase, LinkStatus
from chatservice.client.link.unsent import UnsentEntry, UnsentStatus
from chatservice.client.model.code import OpenCode
from chatservice.client.model.code_document import CodeDocument, CodeNeeds
from chatservice.client.model.completion import Completer, Recall
from chatservice.client.model.conversation import PAGE, Conversation
from chatservice.client.model.drafts import Drafts
from chatservice.client.model.keeping import Keeping
from chatservice.client.model.mentions import pattern
from chatservice.client.model.preferences import Preferences, SavedServer
from chatservice.client.model.state import OPENS, ClientState
from chatservice.client.model.transfers import Transfer
from chatservice.client.model.viewport import Item, Viewport
from chatservice.errors import Fault
from chatservice.model import commands, names
from chatservice.model.commands import History, Login, Say
from chatservice.model.events import Event, FileShared, LoggedEvent, Welcome
from chatservice.model.names import LOBBY, fold
from chatservice.wire.fault_text import sentence
from chatservice.wire.slash_commands import parse

SECRET = (commands.Register, commands.Password, commands.Login)  # typed lines that are never recalled
NOWHERE = "Open a conversation first: this line has no destination."
OFFLINE = "You are not connected. Try again in a moment."
READINGS_MAX = 64  # conversations whose scroll position is kept
PEOPLE_EVERY = 15.0  # seconds between requests for who is online: no event reports people in other rooms


class Window(Protocol):
    """The view."""

    def look_again(self) -> None: ...
    def notify(self, key: str) -> None:
        """Notify the user, who is looking elsewhere, of a line."""

    def ask_unsent(self, count: int, go_on: Callable[[], None]) -> None:
        """Ask whether to keep or discard `count` unsent lines and `go_on`, or to stay."""

    def ask_unsaved_code(self, titles: list[str], go_on: Callable[[], None]) -> None:
        """Ask whether to lose what is not saved of these code documents and `go_on`, or to stay."""

    def ended(self) -> None:
        """The user has quit."""


class Controller:
    def __init__(
        self,
        make_link: Callable[[SavedServer, Any], Link],
        memory: Preferences,
        now: Callable[[], float],
        later: Callable[..., Any],
        make_courier: Callable[[Callable[[], None]], Any] = lambda changed: None,
    ) -> None:
        self._make_link = make_link
        self._make_courier = make_courier
        self.courier: Any = None
        self._later = later
        self.memory = memory
        self.now = now
        self.window: Window | None = None
        self.server = SavedServer()
        self.link: Link | None = None
        self.status = LinkStatus()
        self.was_here = False
        self.keeping = Keeping(memory.path.parent, later)
        self._reset(now)

    def _reset(self, now: Callable[[], float]) -> None:
        self.state = ClientState(now)
        self.state.keywords = self.memory.values.keywords
        self.readings: dict[str, Viewport] = {}
        self.recall = Recall()
        self.completion = Completer()
        self.drafts = Drafts()
        self.code = OpenCode(CodeNeeds(self._send, self._later, lambda: secrets.token_hex(16)))
        self._typed = 0
        self._asking = False
        self.in_front = True  # the window

    # Connecting and disconnecting.

    def connect(self, server: SavedServer, password: str = "") -> str:
        """Log in; returns what is wrong with the fields, or an empty text."""
        self.settle()
        try:
            # A password belongs to an account, whose name may predate today's rules.
            name = server.name.strip() if password else names.person(server.name)
        except Fault as fault:
            return sentence(fault)
        if not server.host.strip():
            return "Which server? Its address or name is missing."
        if not 0 < server.port < 65536:
            return "A port is a number from 1 to 65535."
        self.disconnect()
        self._reset(self.now)
        self.server = msgspec.structs.replace(server, host=server.host.strip(), name=name)
        self.was_here = False
        self.keeping.begin(self.server.where, name)
        self.link = self._make_link(self.server, self)
        self.link.start(_login(name, password), [LOBBY])
        return ""

    def settle(self) -> None:
        """The user has seen an error and made a decision."""
        if self.link is None:
            self.status = LinkStatus()

    def come_in_as(self, name: str, password: str = "") -> str:
        """Log in under another name after a refusal."""
        try:
            name = name.strip() if password else names.person(name)
        except Fault as fault:
            return sentence(fault)
        if self.link is not None:
            self.link.login_as(_login(name, password))
        return ""

    def disconnect(self) -> None:
        link, self.link = self.link, None
        if link is not None:
            link.stop()
        self.keeping.end()
        self.status = LinkStatus()

    def quit(self) -> None:
        self.closing(self._quit)

    def _quit(self) -> None:
        self.disconnect()
        if self.window is not None:
            self.window.ended()

    def closing(self, go_on: Callable[[], None]) -> None:
        """Call `go_on`, which ends the connection: now, or after deciding about unsent lines."""
        unsaved = [document.info.title for document in self.code.unsaved]
        if unsaved and self.window is not None:
            self.window.ask_unsaved_code(unsaved, partial(self._closing, go_on))
        else:
            self._closing(go_on)

    def _closing(self, go_on: Callable[[], None]) -> None:
        if self.unsent and self.window is not None:
            self.window.ask_unsent(self.unsent, go_on)
        else:
            go_on()

    # Unsent lines.

    @property
    def unsent(self) -> int:
        return len(self.link.unsent) if self.link is not None else 0

    def discard_unsent(self) -> None:
        for entry in list(self.link.unsent) if self.link is not None else ():
            self.discard(entry.say.key)

    # Events of the link.

    def heard(self, event: Event) -> None:
        state = self.state
        state.fold(event)
        self.code.fold(event)
        if isinstance(event, Welcome):
            if not self.was_here:
                self.was_here = True
                if self.link is not None:
                    self.keeping.restore(self.link, state)
                self.memory.used(msgspec.structs.replace(self.server, name=event.name))
            self._ask_people()
        self._send_wants()
        self.keeping.soon()
        self._alert()
        self._look()

    def changed(self, status: LinkStatus) -> None:
        self.status = status
        if status.phase is LinkPhase.HERE:
            self.keeping.sending()
        if status.phase in (LinkPhase.WAITING, LinkPhase.REFUSED):
            self.state.cut()
            self.code.cut()
            if not self.was_here:
                self._gave_up()
        self._look()

    def _gave_up(self) -> None:
        """End the link: the first attempt failed, and the user sees why at the login fields."""
        link, self.link = self.link, None
        if link is not None:
            trouble = self.status
            link.stop(farewell=False)
            self.status = trouble

    @property
    def trouble(self) -> Trouble | None:
        return self.status.trouble

    def _look(self) -> None:
        if self.window is not None:
            self.window.look_again()

    def _send_wants(self) -> None:
        wants, self.state.wants = self.state.wants, []
        for command in wants:
            if self.link is not None:
                self.link.send(command)

    def _ask_people(self) -> None:
        if not self._asking:
            self._asking = True
            self._later(PEOPLE_EVERY, self._people_again)

    def _people_again(self) -> None:
        self._asking = False
        if self.link is not None and self.link.here:
            self.link.send(commands.Who(room="*", ref="who"))
            self.link.send(commands.Rooms(ref="rooms"))
            self._ask_people()

    def _alert(self) -> None:
        alerts, self.state.alerts = self.state.alerts, []
        for alert in alerts:
            conversation = self.state.conversations.get(alert.key)
            seen = self.in_front and self.state.focus == alert.key
            if conversation is None or seen or self.window is None or self.memory.values.quiet:
                continue
            if self.memory.level(conversation) in ("all", alert.level):
                self.window.notify(conversation.key)

    # Code documents.

    def _send(self, command: commands.Command) -> bool:
        return self.link is not None and self.link.send(command)

    def new_code(self, key: str, title: str, language: str) -> str:
        """Create a code document in that conversation; it opens, or the conversation says why not."""
        return self._ask(key, commands.CodeNew(title=title.strip(), language=language.strip()))

    def code_list(self, key: str) -> Any:
        """A future of the code documents of that conversation: `DocumentList`, `Error`, or None."""
        conversation = self.state.conversation(key)
        if conversation is None or self.link is None:
            return None
        return self.link.ask(commands.CodeList(room=conversation.room))

    def invite_to_code(self, document: CodeDocument, name: str) -> str:
        """Tell somebody where it is, and add them to its room if that is a group."""
        name = name.strip().removeprefix("@")
        if not name:
            return "A name is missing."
        info = document.info
        room = self.state.conversations.get(id_of(info))
        if room is not None and room.kind == "group" and fold(name) not in room.members:
            self._ask(room.key, commands.Invite(name=name))
        enter = f"/join {info.room}, then " if room is None or room.kind == "public" else ""
        return self.say(f"@{name}", f"Write {info.title} with me: {enter}/code join {info.doc}")

    def open_code(self, doc: str) -> str:
        if not self.code.join(doc):
            return OFFLINE
        self._look()
        return ""

    # Reading.

    def reading(self, key: str) -> Viewport | None:
        conversation = self.state.conversation(key)
        if conversation is None:
            return None
        found = self.readings.get(conversation.key)
        if found is None or found.conversation is not conversation:
            found = self.readings[conversation.key] = Viewport(conversation)
            found.hold_unread()
            while len(self.readings) > READINGS_MAX:
                del self.readings[next(iter(self.readings))]
        empty = not conversation.runs.runs and (conversation.head or conversation.kind != "public")
        if empty and not conversation.tried and self.link is not None and self.link.here:
            conversation.tried = True
            self._page(conversation, before=None)
        return found

    def items(self, key: str) -> list[Item]:
        reading = self.reading(key)
        if reading is None:
            return []
        return reading.items(self.state.me, self.mine(reading.conversation), self.now())

    def mine(self, conversation: Conversation) -> Iterable[UnsentEntry]:
        """My lines in that conversation that are not in its log yet; in the lobby, also failed lines
        whose room is missing."""
        lines = self.link.unsent if self.link is not None else ()
        mine = [entry for entry in lines if entry.say.room == conversation.room]
        if fold(conversation.name) == LOBBY:
            rooms = {each.room for each in self.state.conversations.values()}
            mine += [
                _stray(entry)
                for entry in lines
                if entry.standing is UnsentStatus.FAILED and entry.say.room not in rooms
            ]
        return mine

    def mention(self) -> Any:
        return pattern(tuple(word for word in (self.state.me, *self.state.keywords) if word) or ("\0",))

    def look_at(self, key: str, at_end: bool) -> None:
        """`key` is the open tab; `at_end`: its newest line is visible."""
        state = self.state
        conversation, reading = state.conversation(key), self.reading(key)
        if conversation is None or state.focus != conversation.key:
            left = self.readings.get(state.focus)
            if left is not None:
                left.clear_unread()
        if conversation is not None and conversation.unread and reading is not None:
            reading.hold_unread()
        state.look(key, at_end and self.in_front)

    def earlier(self, key: str) -> bool:
        """Handle scrolling to the top; True when more lines are visible at once."""
        reading = self.reading(key)
        if reading is None:
            return False
        before = reading.low
        edge = reading.earlier()
        if edge is not None:
            self._page(reading.conversation, before=edge)
        return reading.low != before

    def later(self, key: str) -> bool:
        reading = self.reading(key)
        if reading is None:
            return False
        before = reading.high, reading.follow
        edge = reading.later()
        if edge is not None:
            self._page(reading.conversation, after=edge)
        return (reading.high, reading.follow) != before

    def jump(self, line: LoggedEvent) -> str:
        """Show a line that a search found; returns the key of its conversation."""
        conversation = self.state.of(line)
        reading = self.reading(conversation.key)
        if reading is not None:
            before = reading.to(line.seq)
            if before is not None:
                self._page(conversation, before=before)
                reading.follow = False
                reading.low, reading.high = line.seq, line.seq
        return conversation.key

    def _page(self, conversation: Conversation, before: int | None = None, after: int | None = None) -> None:
        if self.link is None or not self.link.here:
            return
        if after is not None:
            self.state.later(conversation, after)
        else:
            self.state.earlier(conversation, before)
        self._send_wants()

    def search(self, text: str, key: str = "") -> bool:
        """Search for `text`, in one conversation or in all of mine."""
        conversation = self.state.conversation(key) if key else None
        self.state.found = None
        command = commands.Search(text=text, room=conversation.room if conversation else "", ref="search")
        return self.link is not None and bool(text.strip()) and self.link.send(command)

    # Writing.

    def submit(self, key: str, text: str) -> str:
        """Handle a line entered by the user; returns what is wrong with it, or an empty text."""
        text = text.strip("\n")
        if not text.strip():
            return ""
        if fold(text.strip()) == "quit":
            self.quit()
            return ""
        try:
            command = parse(text)[0] if text.startswith("/") else Say(text=text)
        except Fault as fault:
            return sentence(fault)
        if isinstance(command, Say) and self.state.lost:
            lost, self.state.lost = self.state.lost, ""
            return f"{lost} is gone. Send it again to say it here."
        if not isinstance(command, SECRET) and not getattr(command, "password", ""):
            self.recall.add(text)
        return self._do(key, command)

    def _do(self, key: str, command: commands.Command) -> str:
        if isinstance(command, Say):
            return self.say(key, command.text, command.action)
        if isinstance(command, commands.Msg):
            return self.write_to(command.to, command.text)
        if isinstance(command, commands.Join):
            return self.join(command.room, command.password)
        if isinstance(command, commands.Quit):
            self.quit()
            return ""
        if isinstance(command, commands.Leave):
            conversation = self.state.conversation(command.room or key)
            return self.leave(conversation.key) if conversation is not None else self._ask(key, command)
        return self._ask(key, command)

    def _ask(self, key: str, command: commands.Command) -> str:
        """Send a command; its answer appears in that conversation."""
        self._typed += 1
        conversation = self.state.conversation(key)
        where = conversation.key if conversation is not None else key
        changes: dict[str, Any] = {"ref": f"typed:{self._typed}:{where}"}
        if (
            getattr(command, "room", None) == ""
            and conversation is not None
            and not isinstance(command, commands.Search)
        ):
            changes["room"] = conversation.room
        if self.link is None or not self.link.send(msgspec.structs.replace(command, **changes)):
            return OFFLINE
        return ""

    def write_to(self, name: str, text: str) -> str:
        """Send a private line; its conversation comes to the front."""
        name = "@" + name.strip().removeprefix("@")
        conversation = self.state.named(name)
        if conversation is not None:
            self.state.opened.append(conversation.key)
        elif self.link is None or not self.link.here:
            return OFFLINE
        else:
            self.state.opening.add(fold(name))
        return self.say(name, text)

    def turn(self, key: str, text: str) -> str:
        """Open `key`, with `text` in the line; returns the draft of the new conversation."""
        self.recall.rest()
        self.state.changed.add("places")
        return self.drafts.turn(key, text)

    def say(self, key: str, text: str, action: bool = False) -> str:
        conversation = self.state.conversation(key)
        if conversation is None and not key.startswith("@"):
            return NOWHERE
        room = conversation.room if conversation is not None else key
        say = self.link.say(room, text, action) if self.link is not None else None
        if say is None or self.link is None:
            return "Too many lines are waiting to be sent."
        entry = self.link.unsent.get(say.key)
        if entry is not None:
            entry.title = conversation.title if conversation is not None else key
            entry.private = conversation is None or conversation.kind != "public"
        self.keeping.soon()
        reading = self.reading(key)
        if reading is not None:
            reading.clear_unread()
            reading.to_end()
        self._look()
        return ""

    def say_again(self, say_key: str) -> None:
        if self.link is not None:
            self.link.say_again(say_key)
            self.keeping.soon()
            self._look()

    def discard(self, say_key: str) -> None:
        if self.link is not None:
            self.link.forget(say_key)
            self.keeping.soon()
            self._look()

    # Files.

    def share(self, key: str, path: Path) -> str:
        """Send a file to the open conversation; returns what is wrong, or an empty text."""
        courier = self._courier()
        if courier is None:
            return "This server accepts no files, or you are not connected."
        if not path.is_file():
            return f"There is no file {path}."
        conversation = self.state.conversation(key)
        room = conversation.room if conversation is not None else key
        courier.upload(path, room, secrets.token_hex(16))
        self._look()
        return ""

    def fetch(self, key: str, seq: int, folder: Path) -> str:
        """Download the file shared in that line."""
        conversation, courier = self.state.conversation(key), self._courier()
        line = conversation.lines.get(seq) if conversation is not None else None
        if courier is None:
            return OFFLINE
        if isinstance(line, FileShared):
            courier.download(line.url, line.name, line.size, line.sha256, folder)
            self._look()
        return ""

    def picture(self, line: FileShared) -> Any:
        """A future of a thumbnail of that file (PNG bytes or None); None when unavailable."""
        courier = self._courier()
        return courier.look_at(line.url) if courier is not None else None

    def _courier(self) -> Any:
        """The file transfers of the current session; None without a session."""
        if not self.state.http or self.link is None or not self.link.here:
            return None
        if self.courier is None:
            self.courier = self._make_courier(self._look)
        self.courier.base, self.courier.token = self.state.http.rstrip("/"), self.link.token
        return self.courier

    @property
    def transfers(self) -> list[Transfer]:
        return self.courier.transfers if self.courier is not None else []

    # Places.

    def go(self, place: str) -> str:
        """Go to an entry of the list: a conversation, a room to enter, a person to write to."""
        self.state.lost = ""
        conversation = self.state.conversations.get(place)
        if conversation is None or conversation.kind != "direct" or conversation.earlier:
            return self.join(place)
        return self.open_direct(conversation.name[1:])

    def join(self, room: str, password: str = "") -> str:
        room = room.strip()
        if room.startswith("@"):
            return self.open_direct(room[1:])
        conversation = self.state.conversation(room)
        if conversation is not None:
            self.state.opened.append(conversation.key)
            self._look()
            return ""
        try:
            names.room(room) if not (names.is_lobby(room) or names.is_rid(room)) else room
        except Fault as fault:
            return sentence(fault)
        if self.link is None:
            return "You are not connected."
        self.link.join(room, password, ref="open")
        return ""

    def open_direct(self, name: str) -> str:
        """Open a private conversation. Nobody is notified before you write. Only the server knows which
        conversation that is: the name may have had another owner before."""
        name = "@" + name.strip()
        conversation = self.state.named(name)
        if conversation is not None:
            self.state.opened.append(conversation.key)
            self._look()
        command = History(room=name, limit=PAGE if conversation is None else 1, ref=OPENS + name)
        if self.link is None or not self.link.send(command):
            return "" if conversation is not None else OFFLINE
        return ""

    def leave(self, key: str) -> str:
        conversation = self.state.conversation(key)
        if conversation is None:
            return ""
        if conversation.kind == "direct":
            self.state.close(conversation.key)
        elif self.link is not None:
            self.state.leaving.add(conversation.key)
            self.link.leave(conversation.room)
        self._look()
        return ""

    def create_group(self, name: str, members: Iterable[str]) -> str:
        people = [each.strip() for each in members if each.strip()]
        try:
            names.room(name)
        except Fault as fault:
            return sentence(fault)
        return self._ask(self.state.focus, commands.Group(name=name.strip(), members=people)) or self._opens(
            name
        )

    def _opens(self, name: str) -> str:
        self.state.opening.add(fold(name))
        return ""

    def invite(self, key: str, name: str) -> str:
        return self._ask(key, commands.Invite(name=name.strip()))

    def set_topic(self, key: str, text: str) -> str:
        return self._ask(key, commands.Topic(text=text))

    def set_level(self, key: str, level: str) -> None:
        conversation = self.state.conversation(key)
        if conversation is not None:
            self.memory.set_level(conversation, level)
            self._look()


def _stray(entry: UnsentEntry) -> UnsentEntry:
    return msgspec.structs.replace(entry, reason=f"It was for {entry.title}. {entry.reason}".strip())


def _login(name: str, password: str) -> Login:
    return Login(name=name, password=password, device="desktop" if password else "")
