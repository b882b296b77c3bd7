"""What every part of the app can use: the window, the controller, the current screen."""

import tkinter as tk
from typing import Any

from chatservice.client.model.controller import Controller
from chatservice.client.model.preferences import Preferences
from chatservice.client.tk.main_screen import MainScreen
from chatservice.client.tk.theme import Theme


class Shell:
    reactor: Any
    root: tk.Tk
    memory: Preferences
    look: Theme
    desk: Controller
    main: MainScreen | None

    def _conversation(self) -> Any:
        return self.desk.state.conversations.get(self.main.tabs.current) if self.main is not None else None

    def show_wrong(self, wrong: str) -> None:
        main = self.main
        if wrong and main is not None and main.tabs.editor:
            main.tabs.editors[main.tabs.editor].say(wrong)
        elif wrong and main is not None:
            main.composer.say(wrong, bad=True)
