"""Forms, and what happens with their answers."""

import secrets
from collections.abc import Callable
from typing import Any

from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.code_forms import CodeForms
from chatservice.client.tk.forms import Choice, Form, FormField
from chatservice.client.tk.keys_page import KeysPage
from chatservice.client.tk.people import PeopleForms
from chatservice.client.words import _, marked, n_
from chatservice.model.events import Error, RoomInfo, Scheduled
from chatservice.model.names import fold

PEOPLE_OFFERED = 500  # in a form, to be ticked

KEYS = marked("""\
Enter            send                    Ctrl-Tab         next tab
Shift-Enter      break the line          Ctrl-W           close the tab
Up               edit your last line     Ctrl-K           find a room
Ctrl-Up, Down    your earlier lines      F6, then arrows  choose a line
Tab              complete                Ctrl-J           join a room
Page Up, Down    scroll                  Alt-Up, Down     walk the list
Alt-Shift-Down   next unread             Ctrl-G           create a group
Ctrl-F           search                  Ctrl-P           private chat
Ctrl-O           send a file             Ctrl-M           menu
Ctrl + and -     larger, smaller         F6               next part of the window
Ctrl-L           mentions, pins, ...     F1               these keys
Ctrl-Q           leave                   Ctrl-Shift-Page  move the tab
F5               run a code document     Ctrl-Z, Ctrl-Y   undo and redo in it""")


class Questions(PeopleForms, CodeForms):
    _unsent_form: Choice | None = None

    def show_keys(self) -> None:
        KeysPage(self.look, _(KEYS))

    def ask_enter(self, room: RoomInfo | str) -> None:
        """A click on a room is no wish yet to enter it, where everyone is told, nor a typo one to make it."""
        if isinstance(room, str):
            title, place = _("Create {room}?"), room
            words = _("There is no room of that name. Everyone can see and enter a new one.")
            verb = _("Create")
        else:
            title, place = _("Join {room}?"), room.room
            words = n_("{count} person is there.", "{count} people are there.", room.here)
            topic = harmless(room.topic)
            words = f"{topic}\n\n{words}" if topic else words
            verb = _("Join")
        goal = place if isinstance(room, str) else room.rid or room.room
        answers: list[tuple[str, Callable[[], str]]] = [
            (_("Cancel"), lambda: ""),
            (verb, lambda: self.desk.places.join(goal)),
        ]
        Choice(self.look, title.format(room=harmless(place)), words, answers)

    def ask_room(self) -> None:
        """A room that is there, or a new one; one with a password asks for it next."""
        words = _("A room is created when someone enters it for the first time.")
        form = Form(self.look, _("Join a room"), words, [(_("Room"), "")], _("Join"), lambda v: enter(v[0]))

        def enter(room: str) -> Any:
            future = self.desk.places.enter(room)
            if not isinstance(future, str):
                future.addCallback(came, room)
            return future

        def came(answer: Any, room: str) -> Any:
            if isinstance(answer, Error) and answer.code == "needs_password":
                form.destroy()
                self.ask_password(room)
            return answer

    def ask_password(self, room: str) -> None:
        known = self.desk.state.rooms.get(room)
        name = harmless(known.room if known is not None else room)
        Form(
            self.look,
            _("Join a room"),
            _("{room} has a password.").format(room=name),
            [FormField(_("Password"), secret=True)],
            _("Join"),
            lambda v: self.desk.places.enter(room, v[0]),
        )

    def _others(self) -> tuple[str, ...]:
        """People who can be ticked."""
        state = self.desk.state
        return tuple(name for key, name in state.people.items() if key != fold(state.me))[:PEOPLE_OFFERED]

    def ask_group(self) -> None:
        chosen = self.main.right.members.chosen().removeprefix("@") if self.main is not None else ""
        fields = [
            FormField(_("Name")),
            FormField(_("People"), chosen if chosen in self._others() else "", people=self._others()),
        ]
        Form(
            self.look, _("Create a group"), _("Only its members see a group."), fields, _("Create group"),
            lambda v: self.desk.places.create_group(v[0], v[1].split(",")),
        )  # fmt: skip

    def ask_person(self) -> None:
        fields = [FormField(_("Name"))]
        Form(self.look, _("Private chat"), "", fields, _("Open"), self._person)

    def _person(self, values: list[str]) -> str:
        name = values[0].strip().removeprefix("@")
        return self.desk.places.join("@" + name) if name else _("A name is missing.")

    def ask_topic(self, of: str = "") -> None:
        conversation = self.desk.state.conversation(of) if of else self._conversation()
        if conversation is not None and conversation.kind != "direct":
            key, fields = conversation.key, [(_("Topic"), conversation.topic)]
            Form(
                self.look, _("Topic"), "", fields, _("Set topic"),
                lambda v: self.desk.places.set_topic(key, v[0]),
            )  # fmt: skip

    def ask_rename(self, key: str) -> None:
        conversation = self.desk.state.conversation(key)
        if conversation is not None and conversation.kind != "direct":
            fields = [FormField(_("New name"), conversation.name)]
            Form(
                self.look, _("Rename"), "", fields, _("Rename"),
                lambda v: self.desk.places.rename(key, v[0]),
            )  # fmt: skip

    def ask_invite(self, key: str, name: str) -> None:
        """Add people to a group, each of whom the server may refuse."""

        def add(values: list[str]) -> Any:
            people = [each for each in values[0].split(",") if each]
            if not people:
                return _("Tick someone, or type a name.")
            *others, last = [self.desk.places.invite(key, each) for each in people]
            for each in others:
                if not isinstance(each, str):
                    each.addCallback(refused)
            return last

        def refused(answer: object) -> None:
            if isinstance(answer, Error):
                self.show_wrong(harmless(answer.text))

        conversation = self.desk.state.conversation(key)
        members = conversation.members if conversation is not None else {}
        people = tuple(each for each in self._others() if fold(each) not in members)
        Form(
            self.look,
            _("Add people"),
            _("To {name}.").format(name=harmless(name)),
            [FormField(_("People"), people=people)],
            _("Add"),
            add,
        )

    def ask_later(self) -> None:
        """Have the server say later what is in the line."""
        main, conversation = self.main, self._conversation()
        if main is None or conversation is None:
            return
        words = _("The server sends it, whether you are here or not: 10m, 2h, 18:30 or 2026-12-24 9:00.")
        fields = [(_("When"), "1h"), (_("Text"), main.composer.value)]

        once = secrets.token_urlsafe(16)

        def send(values: list[str]) -> Any:
            future = self.desk.lines.say_later(conversation.key, values[0], values[1], once)
            if not isinstance(future, str):
                future.addCallback(taken)
            return future

        def taken(answer: Any) -> Any:
            if isinstance(answer, Scheduled) and main.composer.value == fields[1][1]:
                main.composer.put("")
            return answer

        Form(self.look, _("Send later"), words, fields, _("Send later"), send)

    def ask_poll(self) -> None:
        conversation = self._conversation()
        if conversation is None:
            return
        no_yes = (_("no"), _("yes"))
        fields = [
            FormField(_("Question")),
            FormField(_("Choices")),
            FormField(_("Several"), no_yes[0], choices=no_yes),
            FormField(_("Anonymous"), no_yes[0], choices=no_yes),
        ]
        words = _("Separate the choices with commas. Several: a vote may have more than one of them.")
        once = secrets.token_urlsafe(16)
        Form(
            self.look, _("New poll"), words, fields, _("Ask"),
            lambda values: self._poll(conversation.key, values, once),
        )  # fmt: skip

    def _poll(self, key: str, values: list[str], once: str) -> Any:
        question, choices, many, anonymous = values
        texts = [each.strip() for each in choices.split(",") if each.strip()]
        yes = fold(_("yes"))
        return self.desk.lines.ask_poll(
            key, question, texts, fold(many.strip()) == yes, fold(anonymous.strip()) == yes, once
        )

    def ask_unsent(self, count: int, go_on: Callable[[], None]) -> None:
        if self._unsent_form is not None and self._unsent_form.winfo_exists():
            return
        words = n_(
            "{count} line is not sent yet. It can stay here, to be sent when you come in again.",
            "{count} lines are not sent yet. They can stay here, to be sent when you come in again.",
            count,
        )

        def keep() -> str:
            wrong = self.desk.keeping.save()
            return wrong or self._and_then(go_on)

        def discard() -> str:
            self.desk.writing.discard_unsent()
            return self._and_then(go_on)

        answers = [(_("Stay"), lambda: ""), (_("Discard"), discard), (_("Keep and close"), keep)]
        self._unsent_form = Choice(self.look, _("Not sent yet"), words, answers)

    def _and_then(self, go_on: Callable[[], None]) -> str:
        if self._unsent_form is not None:
            self._unsent_form.destroy()
        go_on()
        return ""

    def log_in_again(self) -> None:
        trouble = self.desk.trouble
        fields = [FormField(_("Name"), self.desk.state.me), FormField(_("Password"), secret=True)]
        Form(
            self.look, _("Log in again"), str(trouble or ""), fields, _("Log in"),
            lambda v: self.desk.come_in_as(v[0], v[1]),
        )  # fmt: skip
