"""What clicks on the words of a page do: names, links, files, reactions, quoted lines."""

from typing import Any

from chatservice.client.model.line_menu import first_reply
from chatservice.client.model.permalinks import LineAddress, line_of
from chatservice.client.tk.line_actions import LineActions
from chatservice.client.tk.main_screen import MainScreen


class Clicks:
    """`app` is the window's: its controller, its screen, its dialogs."""

    def __init__(self, app: Any) -> None:
        self._app, self._desk = app, app.desk
        self._goal: LineAddress | None = None  # the line that a link leads to

    def clicked(self, verb: str, argument: str, seq: int) -> None:
        """`verb` and `argument` are those of `render`; `seq` is the line's, 0 for none."""
        app, desk = self._app, self._desk
        if app.main is not None and verb in ("quote", "replies", "react", "choose", "vote"):
            self._clicked_line(app.main, verb, argument, seq)
        if verb == "link":
            self._follow(argument)
        elif verb == "again":
            desk.writing.say_again(argument)
        elif verb == "discard":
            desk.writing.discard(argument)
        elif verb == "account":
            app.show_account()
        elif verb == "person":
            app.show_profile(argument)
        elif verb in ("file", "folder") and app.main is not None:
            app.open_shared(app.main.tabs.current, int(argument), folder=verb == "folder")
        elif verb == "all" and app.main is not None:
            reading = desk.readings.get(app.main.tabs.current)
            if reading is not None:
                reading.everything(int(argument))
                app.look_again()

    def _follow(self, address: str) -> None:
        """Show the line that it leads to here, any other page in the browser."""
        goal = line_of(address, self._desk.state.http)
        if goal is None:
            import webbrowser  # noqa: PLC0415

            webbrowser.open(address)
            return
        self._goal = goal
        self._app.show_wrong(self._desk.places.join(goal.room))
        self._app.look_again()

    def reach(self, main: MainScreen) -> None:
        """Show the line that a link led to, once the user is in its room."""
        goal = self._goal
        conversation = self._desk.state.named(goal.room) if goal is not None else None
        if goal is not None and conversation is not None and conversation.joined:
            self._goal = None
            main.jump(conversation.key, goal.seq)

    def _clicked_line(self, main: MainScreen, verb: str, argument: str, seq: int) -> None:
        key = main.tabs.current
        conversation = self._desk.state.conversations.get(key)
        if conversation is None:
            return
        if verb in ("quote", "replies"):
            answered = int(getattr(conversation.lines.get(seq), "re", 0))
            goal = answered if verb == "quote" else first_reply(conversation, seq)
            if goal:
                main.reader.jump_to(key, goal, back=seq)
        elif verb == "react":
            LineActions(self._app, key).toggle(seq, argument)
        elif verb == "vote":
            LineActions(self._app, key).vote(seq, int(argument))
        else:
            LineActions(self._app, key).react(seq)
