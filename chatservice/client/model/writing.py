"""Writing: what the user types, the lines that wait to be sent, and drafts."""

from collections.abc import Callable

import msgspec

from chatservice.client.model.completion import Completer, Recall
from chatservice.client.model.drafts import Drafts
from chatservice.client.model.keeping import Keeping
from chatservice.client.model.line_menu import last_own
from chatservice.client.model.line_requests import LineRequests
from chatservice.client.model.line_targets import LineTarget, LineTargets
from chatservice.client.model.places import Places
from chatservice.client.model.readings import Readings
from chatservice.client.model.session import OFFLINE, ClientSession
from chatservice.client.words import _, marked
from chatservice.errors import Fault
from chatservice.model import commands
from chatservice.model.commands import Say
from chatservice.model.names import fold
from chatservice.wire.fault_text import sentence
from chatservice.wire.slash_commands import parse

SECRET = (commands.Register, commands.Password, commands.Login)  # typed lines that are never recalled
NOWHERE = marked("Open a conversation first: this line has no destination.")
TOO_MANY = marked("Too many lines are waiting to be sent.")


class Writing:
    """Methods that return a text return what is wrong, or an empty text. `quit` ends the program."""

    def __init__(
        self,
        session: ClientSession,
        readings: Readings,
        places: Places,
        keeping: Keeping,
        lines: LineRequests,
        quit_program: Callable[[], None],
    ) -> None:
        self._session = session
        self._readings = readings
        self._places = places
        self._keeping = keeping
        self._lines = lines
        self._quit = quit_program
        self.recall = Recall()
        self.completion = Completer()
        self.drafts = Drafts()
        self.targets = LineTargets()
        self._rest = ""

    def turn(self, key: str, text: str) -> str:
        """Open `key`, with `text` in the line; returns the draft of the new conversation."""
        self.recall.rest()
        self._session.state.changed.add("places")
        return self.drafts.turn(key, text)

    def typed(self, text: str) -> None:
        """The text in the line is another one now. What replaces a line's text is no draft."""
        target = self.target
        self.drafts.typed(target.before if target is not None and target.edit else text)
        self._keeping.soon()

    # A typed line.

    def submit(self, key: str, text: str) -> str:
        """Handle a line entered by the user."""
        text = text.strip("\n")
        if not text.strip():
            return ""
        if fold(text.strip()) == "quit":
            self._quit()
            return ""
        try:
            command = parse(text)[0]
        except Fault as fault:
            return sentence(fault)
        state = self._session.state
        if isinstance(command, Say) and state.lost:
            lost, state.lost = state.lost, ""
            return _("{lost} is gone. Send it again to say it here.").format(lost=lost)
        if not isinstance(command, SECRET) and not getattr(command, "password", ""):
            self.recall.add(text)
        return self._do(key, command)

    def _do(self, key: str, command: commands.Command) -> str:
        if isinstance(command, Say):
            return self._say_or_edit(key, command)
        if isinstance(command, commands.Msg):
            return self.write_to(command.to, command.text)
        if isinstance(command, commands.Join):
            return self._places.join(command.room, command.password)
        if isinstance(command, commands.Quit):
            self._quit()
            return ""
        if isinstance(command, commands.Leave):
            conversation = self._session.state.conversation(command.room or key)
            if conversation is not None:
                return self._places.leave(conversation.key)
        return self._session.ask(key, command)

    # Answering and changing lines.

    @property
    def target(self) -> LineTarget | None:
        """What the text in the line being written is for."""
        return self.targets.get(self.drafts.writing)

    def begin_answer(self, seq: int) -> None:
        self.targets.put(self.drafts.writing, LineTarget(seq))

    def begin_edit(self, seq: int, draft: str) -> str:
        """Change the line `seq`; returns its text. `draft` comes back at the end."""
        conversation = self._session.state.conversation(self.drafts.writing)
        line = conversation.lines.get(seq) if conversation is not None else None
        former = self.target
        before = former.before if former is not None and former.edit else draft
        self.targets.put(self.drafts.writing, LineTarget(seq, edit=True, before=before))
        return getattr(line, "text", "")

    def last_own(self) -> int:
        """The seq of the user's newest line in the conversation; 0 if there is none to change."""
        conversation = self._session.state.conversation(self.drafts.writing)
        line = last_own(conversation, self._session.state.me) if conversation is not None else None
        return line.seq if line is not None else 0

    def end_target(self, text: str) -> str:
        """The text is for a new line again; returns what takes the place of `text`."""
        target = self.targets.drop(self.drafts.writing)
        return target.before if target is not None and target.edit else text

    def rest(self) -> str:
        """What takes the place of a text that was submitted: the draft from before, or nothing."""
        rest, self._rest = self._rest, ""
        return rest

    def _say_or_edit(self, key: str, command: Say) -> str:
        target = self.targets.get(key)
        if target is not None and target.edit:
            wrong = self._lines.edit(key, target.seq, command.text)
        else:
            if target is not None and not command.re:
                command = msgspec.structs.replace(command, re=target.seq)
            wrong = self._say(key, command)
        if target is not None and not wrong:
            self.targets.drop(key)
            self._rest = target.before
        return wrong

    # Lines to be sent.

    def say(self, key: str, text: str, re: int = 0, topic: str = "") -> str:
        """Say `text` in that conversation, as an answer to the line `re` of it, with that topic."""
        return self._say(key, Say(text=text, re=re, topic=topic))

    def _say(self, key: str, line: Say) -> str:
        if line.room:
            named = self._session.state.conversation(line.room)
            key = named.key if named is not None else line.room
        conversation, link = self._session.state.conversation(key), self._session.link
        if conversation is None and not key.startswith("@"):
            return _(NOWHERE)
        room = conversation.room if conversation is not None else key
        say = link.say(room, line.text, line.action, line.re, line.topic) if link is not None else None
        if say is None or link is None:
            return _(TOO_MANY)
        entry = link.unsent.get(say.key)
        if entry is not None:
            entry.title = conversation.title if conversation is not None else key
            entry.private = conversation is None or conversation.kind != "public"
        self._keeping.soon()
        reading = self._readings.of(key)
        if reading is not None:
            reading.clear_unread()
            reading.to_end()
        self._session.redraw()
        return ""

    def write_to(self, name: str, text: str) -> str:
        """Send a private line; its conversation comes to the front."""
        state = self._session.state
        name = "@" + name.strip().removeprefix("@")
        conversation = state.named(name)
        if conversation is not None:
            state.opened.append(conversation.key)
        elif not self._session.here:
            return _(OFFLINE)
        else:
            state.opening.add(fold(name))
        return self.say(name, text)

    @property
    def unsent(self) -> int:
        """How many lines wait to be sent."""
        return len(self._session.link.unsent) if self._session.link is not None else 0

    def say_again(self, say_key: str) -> None:
        if self._session.link is not None:
            self._session.link.say_again(say_key)
            self._changed()

    def discard(self, say_key: str) -> None:
        if self._session.link is not None:
            self._session.link.forget(say_key)
            self._changed()

    def discard_unsent(self) -> None:
        for entry in list(self._session.link.unsent) if self._session.link is not None else ():
            self.discard(entry.say.key)

    def _changed(self) -> None:
        self._keeping.soon()
        self._session.redraw()
