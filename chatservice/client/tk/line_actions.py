"""What a user does with a line in the window: menus, forms, the clipboard."""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from chatservice.client.model.controller import Controller
from chatservice.client.model.line_menu import LineAction, actions_of, code_of, pasted, reacted_words, text_of
from chatservice.client.model.preferences import Preferences
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.emoji_chooser import EmojiChooser
from chatservice.client.tk.forms import Choice, Form
from chatservice.client.tk.output_sheet import OutputSheet
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _
from chatservice.model.events import LoggedEvent, ReactionList, RunEnded


class LineWindow(Protocol):
    """The app; `main` is its chat screen."""

    look: Theme
    desk: Controller
    memory: Preferences
    main: Any

    def fresh_menu(self) -> tk.Menu: ...
    def copy(self, text: str) -> None: ...
    def show_wrong(self, wrong: str) -> None: ...


class LineActions:
    """For the conversation `key`, with the app's forms and menus."""

    def __init__(self, app: LineWindow, key: str) -> None:
        self._app, self.key = app, key

    def _line(self, seq: int) -> LoggedEvent | None:
        conversation = self._app.desk.state.conversations.get(self.key)
        return conversation.lines.get(seq) if conversation is not None else None

    def offered(self, seq: int) -> list[LineAction]:
        desk, line = self._app.desk, self._line(seq)
        return (
            [] if line is None else actions_of(line, desk.state.me, bool(desk.lines.link_to(self.key, seq)))
        )

    def open_menu(self, seq: int, x: int, y: int) -> None:
        menu = self._app.fresh_menu()
        self.add_rows(menu, seq)
        if menu.index("end") is not None:
            menu.tk_popup(x, y)

    def add_rows(self, menu: tk.Menu, seq: int) -> None:
        for action in self.offered(seq):
            menu.add_command(label=_(action.value), underline=0, command=partial(self.act, action, seq))

    def act(self, action: LineAction, seq: int) -> None:
        acts: dict[LineAction, Callable[[int], object]] = {
            LineAction.REACT: self.react,
            LineAction.REPLY: self._reply,
            LineAction.EDIT: self.edit,
            LineAction.COPY: self._copy_text,
            LineAction.COPY_CODE: self.copy_code,
            LineAction.LINK: self._copy_link,
            LineAction.CODE: lambda seq: self._tell(
                self._app.desk.code_requests.import_shared(self.key, seq)
            ),
            LineAction.PIN: lambda seq: self._tell(self._app.desk.lines.pin(self.key, seq, on=True)),
            LineAction.UNPIN: lambda seq: self._tell(self._app.desk.lines.pin(self.key, seq, on=False)),
            LineAction.BOOKMARK: lambda seq: self._tell(self._app.desk.lines.bookmark(self.key, seq)),
            LineAction.REMIND: self._remind,
            LineAction.CLOSE_POLL: lambda seq: self._tell(self._app.desk.lines.close_poll(self.key, seq)),
            LineAction.UNREAD: self._unread,
            LineAction.REACTED: lambda seq: self._tell(self._app.desk.lines.ask_reactions(self.key, seq)),
            LineAction.REPORT: self._report,
            LineAction.DELETE: self._delete,
        }
        acts[action](seq)

    def clicked(self, verb: str, argument: str, seq: int) -> bool:
        """Do what a click on code or output of the line `seq` asks for; False when it is something else."""
        if verb == "copy_code":
            self.copy_code(seq, int(argument))
        elif verb == "copy_output":
            self._copy_output(seq)
        elif verb == "run":
            block, _, language = argument.partition(":")
            self._tell(self._app.desk.code_requests.run_block(self.key, seq, int(block), language))
        elif verb == "output":
            self._show_output(int(argument))
        elif verb == "transfer":
            what, _sep, number = argument.partition(":")
            self._app.desk.files.do(what, int(number))
        elif verb == "goto" and self._app.main is not None:
            self._app.main.reader.jump_to(self.key, int(argument), back=seq)
        else:
            return False
        return True

    def _tell(self, wrong: str) -> None:
        self._app.show_wrong(wrong)

    def react(self, seq: int) -> None:
        EmojiChooser(self._app.look, self._app.memory, lambda emoji: self.toggle(seq, emoji))

    def toggle(self, seq: int, emoji: str) -> None:
        self._tell(self._app.desk.lines.react(self.key, seq, emoji))

    def vote(self, seq: int, number: int) -> None:
        self._tell(self._app.desk.lines.vote(self.key, seq, number))

    def who(self, seq: int, emoji: str, tell: Callable[[str], None]) -> None:
        """`tell` who reacted to the line with that emoji."""

        def came(answer: object) -> None:
            if isinstance(answer, ReactionList):
                tell(reacted_words(answer, emoji, self._app.desk.state.me))

        future = self._app.desk.lines.reactions(self.key, seq)
        if future is not None:
            future.addCallback(came)

    def _reply(self, seq: int) -> None:
        if self._app.main is not None:
            self._app.desk.writing.begin_answer(seq)
            self._app.main.tell_target()
            self._app.main.composer.text.focus_set()

    def edit(self, seq: int) -> None:
        if self._app.main is not None:
            composer = self._app.main.composer
            composer.put(self._app.desk.writing.begin_edit(seq, composer.value))
            self._app.main.tell_target()
            composer.text.focus_set()

    def _unread(self, seq: int) -> None:
        desk = self._app.desk
        self._tell(desk.lines.mark_unread(self.key, seq))
        reading = desk.readings.get(self.key)
        if reading is not None:
            reading.hold_unread()
        desk.redraw()

    def _copy_text(self, seq: int) -> None:
        line = self._line(seq)
        if line is not None:
            self._app.copy(harmless(text_of(line)))

    def copy_code(self, seq: int, number: int = 0) -> None:
        """Copy the blocks of code of a line, or that block, counted from 1."""
        line = self._line(seq)
        if line is not None:
            self._app.copy(code_of(text_of(line), number))

    def _copy_output(self, seq: int) -> None:
        """Copy what a program printed, as far as its line has it."""
        line = self._line(seq)
        if isinstance(line, RunEnded):
            self._app.copy(pasted(line.head))

    def _show_output(self, run: int) -> None:
        OutputSheet(
            self._app.look, run, partial(self._app.desk.code_requests.output, self.key, run), self._app.copy
        )

    def _copy_link(self, seq: int) -> None:
        self._app.copy(self._app.desk.lines.link_to(self.key, seq))

    def _remind(self, seq: int) -> None:
        words = _("When? For example 10m, 2h, 18:30 or 2026-12-24 9:00.")
        Form(
            self._app.look, _("Remind me"), words, [(_("When"), "1h")], _("Remind me"),
            lambda values: self._app.desk.lines.remind(self.key, seq, values[0]),
        )  # fmt: skip

    def _report(self, seq: int) -> None:
        words = _("The moderators of the server can then read this line.")
        Form(
            self._app.look, _("Report this line"), words, [(_("Why"), "")], _("Report"),
            lambda values: self._app.desk.lines.report(self.key, seq, values[0]),
        )  # fmt: skip

    def _delete(self, seq: int) -> None:
        line = self._line(seq)
        text = " ".join(harmless(text_of(line)[:200]).split()) if line is not None else ""
        words = _("Delete this line for everyone? {text}").format(text=text)
        answers: list[tuple[str, Callable[[], str]]] = [
            (_("Cancel"), lambda: ""),
            (_("Delete"), lambda: self._app.desk.lines.delete(self.key, seq)),
        ]
        Choice(self._app.look, _("Delete line"), words, answers)
