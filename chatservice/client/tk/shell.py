"""What every part of the app can use: the window, the controller, the current screen."""

import tkinter as tk
from typing import Any

from chatservice.client.model.controller import Controller
from chatservice.client.model.preferences import Preferences
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.session import OFFLINE
from chatservice.client.tk.face_pictures import FacePictures
from chatservice.client.tk.main_screen import MainScreen
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _
from chatservice.model.events import Error


class Shell:
    reactor: Any
    root: tk.Tk
    memory: Preferences
    look: Theme
    desk: Controller
    main: MainScreen | None
    face_pictures: FacePictures

    def _conversation(self) -> Any:
        return self.desk.state.conversations.get(self.main.tabs.current) if self.main is not None else None

    def show_wrong(self, wrong: str) -> None:
        main = self.main
        if wrong and main is not None and main.tabs.editor:
            main.tabs.editors[main.tabs.editor].say(wrong)
        elif wrong and main is not None:
            main.composer.say(wrong, bad=True)

    def show_answer(self, answer: Any) -> None:
        """Show what is wrong with it, now or when the server has answered."""
        if isinstance(answer, str):
            self.show_wrong(answer)
        else:
            answer.addCallback(self._show_refusal)

    def _show_refusal(self, answer: Any) -> None:
        if answer is None or isinstance(answer, Error):
            self.show_wrong(harmless(answer.text) if answer is not None else _(OFFLINE))
