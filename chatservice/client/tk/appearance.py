"""Light or dark, larger or smaller: what the user has chosen, or the desktop."""

import sys
from collections.abc import Callable
from typing import Any

from twisted.internet.utils import getProcessOutput

from chatservice.client.model.preferences import Preferences
from chatservice.client.tk.palettes import PALETTES
from chatservice.client.tk.theme import SCALES, Theme


class Appearance:
    """`theme` is "light", "dark", "contrast" or "system"; an empty one and a scale of 0 are the last run's.
    `restyle` draws everything anew."""

    def __init__(
        self, root: Any, memory: Preferences, theme: str, scale: int, restyle: Callable[[], None]
    ) -> None:
        self._memory = memory
        self._theme = theme or memory.values.theme
        self._restyle = restyle
        name = self._theme if self._theme in PALETTES else "dark"
        self.look = Theme(root, name, scale or memory.values.scale)

    def ask_system(self) -> None:
        """Ask whether the desktop is light or dark, where it can tell (freedesktop, GNOME)."""
        if self._theme != "system" or not sys.platform.startswith("linux"):
            return
        words = ("get", "org.gnome.desktop.interface", "color-scheme")
        output = getProcessOutput("/usr/bin/env", ("gsettings", *words), errortoo=True)
        output.addCallbacks(self._system_says, lambda _: None)

    def _system_says(self, output: bytes) -> None:
        if self._theme == "system" and b"prefer" in output:
            self._apply("dark" if b"prefer-dark" in output else "light")

    def set_theme(self, theme: str) -> None:
        self._theme = self._memory.values.theme = theme
        self._memory.save()
        if theme == "system":
            self.ask_system()
        else:
            self._apply(theme)

    def rescale(self, step: int) -> None:
        """Make everything larger or smaller by one step; 0: as large as at first."""
        place = SCALES.index(min(SCALES, key=lambda each: abs(each - self.look.scale))) + step
        scale = SCALES[max(0, min(len(SCALES) - 1, place))] if step else 100
        self.look.scale = self._memory.values.scale = scale
        self._memory.save()
        self._apply(self.look.name)

    def set_scale(self, scale: int) -> None:
        self.look.scale = self._memory.values.scale = scale
        self._memory.save()
        self._apply(self.look.name)

    def _apply(self, name: str) -> None:
        self.look.name = name
        self._restyle()
