"""Forms, and what happens with their answers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from chatservice.client.model.code_document import CodeDocument
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.chooser import Chooser
from chatservice.client.tk.code_share import ShareDialog
from chatservice.client.tk.forms import Choice, Form, NoticeDialog
from chatservice.client.tk.people import PeopleForms

KEYS = """\
Enter            send                    Ctrl-Tab         next tab
Shift-Enter      break the line          Ctrl-W           close the tab
Up               edit your last line     Ctrl-K           find a room
Ctrl-Up, Down    your earlier lines      F6, then arrows  choose a line
Tab              complete                Ctrl-J           join a room
Page Up, Down    scroll                  Ctrl-G           create a group
Ctrl-F           search                  Ctrl-P           private chat
Ctrl-O           send a file             Ctrl-M           menu
Ctrl + and -     larger, smaller         F6               next part of the window
Ctrl-L           mentions, pins, ...     F1               these keys
Ctrl-Q           leave
F5               run a code document     Ctrl-Z, Ctrl-Y   undo and redo in it"""


class Questions(PeopleForms):
    _unsent_form: Choice | None = None

    def show_keys(self) -> None:
        NoticeDialog(self.look, "Keys", KEYS)

    def ask_room(self) -> None:
        words = "A room is created when someone enters it for the first time."
        Form(self.look, "Join a room", words, [("Room", "")], "Join", lambda v: self.desk.places.join(v[0]))

    def ask_password(self, room: str) -> None:
        known = self.desk.state.rooms.get(room)
        words = f"{harmless(known.room if known is not None else room)} has a password."
        Form(
            self.look,
            "Join a room",
            words,
            [("Password", "")],
            "Join",
            lambda v: self.desk.places.join(room, v[0]),
        )

    def ask_group(self) -> None:
        chosen = self.main.right.members.chosen().removeprefix("@") if self.main is not None else ""
        words = "Only its members see a group. Separate members with commas."
        fields = [("Name", ""), ("Members", chosen)]
        Form(
            self.look, "Create a group", words, fields, "Create",
            lambda v: self.desk.places.create_group(v[0], v[1].replace(" ", ",").split(",")),
        )  # fmt: skip

    def ask_person(self) -> None:
        Form(self.look, "Private chat", "", [("Name", "")], "Open", self._person)

    def _person(self, values: list[str]) -> str:
        name = values[0].strip().removeprefix("@")
        return self.desk.places.join("@" + name) if name else "A name is missing."

    def ask_topic(self, of: str = "") -> None:
        conversation = self.desk.state.conversation(of) if of else self._conversation()
        if conversation is not None and conversation.kind != "direct":
            key, fields = conversation.key, [("Topic", conversation.topic)]
            Form(self.look, "Topic", "", fields, "Set", lambda v: self.desk.places.set_topic(key, v[0]))

    def ask_invite(self, key: str, name: str) -> None:
        Form(
            self.look,
            "Invite",
            f"Into {harmless(name)}.",
            [("Who", "")],
            "Invite",
            lambda v: self.desk.places.invite(key, v[0]),
        )

    def ask_code(self, key: str) -> None:
        words = "Everyone in the room can write in it, at the same time. Language text is not run."
        fields = [("Title", ""), ("Language", "python")]
        Form(
            self.look, "New code document", words, fields, "Create",
            lambda v: self._new_code(key, v[0], v[1]),
        )  # fmt: skip

    def _new_code(self, key: str, title: str, language: str) -> str:
        if self.main is not None:
            self.main.tabs.open(key)  # where a refusal is shown
        return self.desk.code_requests.create(key, title, language)

    def ask_invite_code(self, document: CodeDocument) -> ShareDialog:
        return ShareDialog(self.look, document, self.desk.code_requests.others_in_room(document))

    def ask_rename_code(self, document: CodeDocument) -> None:
        fields = [("Title", document.info.title)]
        Form(
            self.look,
            "Rename",
            "",
            fields,
            "Rename",
            lambda v: self._done(partial(document.sharing.rename, v[0])),
        )

    def ask_fork_code(self, document: CodeDocument) -> None:
        words = "A copy of your own in the same room. It opens by itself."
        fields = [("Title", f"{document.info.title}-2")]
        version = document.past.version
        Form(
            self.look, "Make a copy", words, fields, "Copy",
            lambda v: self._done(partial(document.sharing.fork, v[0], version)),
        )  # fmt: skip

    def ask_close_code(self, document: CodeDocument) -> None:
        words = f"{harmless(document.info.title)} can still be read, but nobody writes in it any more."
        answers = [
            ("Cancel", lambda: ""),
            ("Close for everyone", lambda: self._done(document.sharing.close)),
        ]
        Choice(self.look, "Close for everyone", words, answers)

    def ask_import_code(self, key: str) -> None:
        """A file of this computer becomes a code document of that conversation."""

        def chosen(path: Path) -> str:
            return self.desk.code_requests.import_file(key, path)

        Chooser(self.look, Path.home(), chosen, "Import a file", "Import")

    @staticmethod
    def _done(action: Callable[[], None]) -> str:
        """Nothing is wrong with it; a refusal is shown at the document."""
        action()
        return ""

    def close_code(self, doc: str) -> None:
        """Ask first when part of it is not saved."""
        main, document = self.main, self.desk.code.documents.get(doc)
        if main is None:
            return
        if document is None or document.pending.is_saved:
            main.tabs.close_code(doc)
            return
        self.ask_unsaved_code([document.info.title], lambda: main.tabs.close_code(doc))

    def ask_unsaved_code(self, titles: list[str], go_on: Callable[[], None]) -> None:
        names = ", ".join(map(harmless, titles))
        words = f"Part of what you wrote is not saved yet: {names}."

        def lose() -> str:
            form.destroy()
            go_on()
            return ""

        answers = [("Close and lose it", lose), ("Stay", lambda: "")]
        form = Choice(self.look, "Not saved yet", words, answers)

    def ask_keywords(self) -> None:
        def save(values: list[str]) -> str:
            return self.desk.choices.set_keywords(
                [each.strip() for each in values[0].split(",") if each.strip()]
            )

        words = "You are notified of lines with your name, and with these words (separated by commas)."
        Form(
            self.look,
            "Keywords",
            words,
            [("Words", ", ".join(self.desk.choices.keywords))],
            "Save",
            save,
        )

    def ask_quiet(self) -> None:
        words = "Nothing notifies you in these hours of every day, on all devices. Empty: never."
        hours = self.desk.state.chosen.quiet
        Form(
            self.look, "Quiet hours", words, [("Hours", hours or "22:00-07:00")], "Save",
            lambda values: self.desk.choices.set_quiet(values[0]),
        )  # fmt: skip

    def ask_later(self) -> None:
        """Have the server say later what is in the line."""
        main, conversation = self.main, self._conversation()
        if main is None or conversation is None:
            return
        words = "The server sends it, whether you are here or not: 10m, 2h, 18:30 or 2026-12-24 9:00."
        fields = [("When", "1h"), ("Text", main.composer.value)]

        def send(values: list[str]) -> str:
            wrong = self.desk.lines.say_later(conversation.key, values[0], values[1])
            if not wrong and main.composer.value == fields[1][1]:
                main.composer.put("")
            return wrong

        Form(self.look, "Send later", words, fields, "Send later", send)

    def ask_poll(self) -> None:
        conversation = self._conversation()
        if conversation is None:
            return
        fields = [("Question", ""), ("Choices", ""), ("Several", "no"), ("Anonymous", "no")]
        words = "Separate the choices with commas. Several: a vote may have more than one of them."
        Form(
            self.look, "New poll", words, fields, "Ask", lambda values: self._poll(conversation.key, values)
        )  # fmt: skip

    def _poll(self, key: str, values: list[str]) -> str:
        question, choices, many, anonymous = values
        texts = [each.strip() for each in choices.split(",") if each.strip()]
        yes = ("yes", "y")
        return self.desk.lines.ask_poll(
            key, question, texts, many.strip().lower() in yes, anonymous.strip().lower() in yes
        )

    def ask_unsent(self, count: int, go_on: Callable[[], None]) -> None:
        if self._unsent_form is not None and self._unsent_form.winfo_exists():
            return
        lines, they = (f"{count} lines are", "They") if count > 1 else ("A line is", "It")
        name = harmless(self.desk.server.name)
        words = f"{lines} not sent yet. {they} can stay here, to be sent when you come in again as {name}."

        def keep() -> str:
            wrong = self.desk.keeping.save()
            return wrong or self._and_then(go_on)

        def discard() -> str:
            self.desk.writing.discard_unsent()
            return self._and_then(go_on)

        answers = [("Stay", lambda: ""), ("Discard", discard), ("Keep and close", keep)]
        self._unsent_form = Choice(self.look, "Not sent yet", words, answers)

    def _and_then(self, go_on: Callable[[], None]) -> str:
        if self._unsent_form is not None:
            self._unsent_form.destroy()
        go_on()
        return ""

    def log_in_again(self) -> None:
        trouble = self.desk.trouble
        fields = [("Name", self.desk.state.me), ("Password", "")]
        Form(
            self.look, "Log in again", str(trouble or ""), fields, "Log in",
            lambda v: self.desk.come_in_as(v[0], v[1]),
        )  # fmt: skip
