"""Settings of this window, and what notifies the user."""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from chatservice.client.desktop_entry import DesktopEntry, command
from chatservice.client.model.own_choices import ALWAYS
from chatservice.client.model.transfers import downloads_folder
from chatservice.client.spell_checker import OFF
from chatservice.client.tk.pages import Page
from chatservice.client.tk.theme import SCALES
from chatservice.client.words import _, languages, marked

THEMES = {
    "system": marked("Like the desktop"),
    "light": marked("Light"),
    "dark": marked("Dark"),
    "contrast": marked("High contrast"),
}
LANGUAGES = {
    "": marked("That of the system"),
    "de": marked("Deutsch"),
    "en": marked("English"),
    "es": marked("Español"),
}


class SettingsPage(Page):
    """`app` is the window's: its look, its controller, what it remembers."""

    def __init__(self, app: Any) -> None:
        super().__init__(app.look, _("Settings"))
        self._app, self._choices, self._memory = app, app.desk.choices, app.memory
        self._look_rows()
        self._desktop_rows()
        self._notification_rows()
        self.title(_("Files"))
        self.entry("folder", _("Downloads"), str(downloads_folder(self._memory.values.downloads)))
        self.buttons(("save", _("Save"), self.save), ("keys", _("Keys"), app.show_keys))
        self.controls["save"].configure(style="Accent.TButton")
        self.on("<Return>", self.save)
        self.open(self.controls["theme"])

    def _look_rows(self) -> None:
        app, values = self._app, self._memory.values
        self.title(_("Look"))
        themes = {code: _(words) for code, words in THEMES.items()}
        self.choice("theme", _("Colours"), themes, values.theme, self._recolour)
        scales = {str(scale): f"{scale} %" for scale in SCALES}
        self.choice("scale", _("Size"), scales, str(app.look.scale), self._resize)
        known = {code: _(words) for code, words in LANGUAGES.items() if not code or code in languages()}
        self.choice("language", _("Language"), known, values.language, self._set_language)
        if app.spelling.languages:
            names = {
                "": _("That of the system"),
                OFF: _("None"),
                **{each: each for each in app.spelling.languages},
            }
            self.choice("spelling", _("Spelling"), names, values.spelling, self._set_spelling)
        self.check("tabs", _("Tabs"), _("Show the open conversations"), values.show_tabs, self._set_tabs)
        if app.desk.state.has_previews:
            words = _("Show what links lead to")
            self.check("previews", _("Links"), words, values.show_previews, self._set_previews)

    def _desktop_rows(self) -> None:
        """What only some desktops have."""
        stays = self._memory.values.close_to_tray
        if self._app.tray.is_shown or stays:
            words = _("Stay in the tray when it is closed")
            self.check("tray", _("Window"), words, stays, self._set_close_to_tray)
        if sys.platform.startswith("linux"):
            self._entry = DesktopEntry(os.environ, command())
            words = _("With the session, in the background")
            self.check("autostart", _("Start"), words, self._entry.autostart.exists(), self._set_autostart)

    def _notification_rows(self) -> None:
        self.title(_("Notifications"))
        quiet = self._choices.is_quiet
        self.check("quiet", _("Do not disturb"), _("Nothing notifies me"), quiet, self._set_quiet)
        hours = self._app.desk.state.chosen.quiet
        self.entry("hours", _("Quiet hours"), "" if hours == ALWAYS else hours)
        self.entry("keywords", _("Keywords"), ", ".join(self._choices.keywords))
        self.note(_("Quiet hours such as 22:00-07:00. Lines with your name or a keyword notify you."))

    def _resize(self, scale: str) -> None:
        self._anew(lambda: self._app.appearance.set_scale(int(scale)))

    def _recolour(self, theme: str) -> None:
        self._anew(lambda: self._app.set_theme(theme))

    def _anew(self, change: Callable[[], object]) -> None:
        """Its own look would stay the former one: it opens again."""
        app = self._app
        self.destroy()
        change()
        SettingsPage(app)

    def _set_language(self, code: str) -> None:
        self._memory.values.language = code
        self._memory.save()
        self.say(_("The language changes at the next start."))

    def _set_spelling(self, language: str) -> None:
        self._memory.values.spelling = language
        self._memory.save()
        self._app.spelling.use(language)

    def _set_previews(self, shown: bool) -> None:
        self._memory.values.show_previews = shown
        self._memory.save()
        self._app.desk.readings.link_questions.is_on = shown
        self._app.desk.redraw()

    def _set_tabs(self, shown: bool) -> None:
        self._memory.values.show_tabs = shown
        self._memory.save()
        if self._app.main is not None:
            self._app.main.show_tabs(shown)

    def _set_close_to_tray(self, stays: bool) -> None:
        self._memory.values.close_to_tray = stays
        self._memory.save()

    def _set_autostart(self, starts: bool) -> None:
        try:
            self._entry.start_with_session(starts)
        except OSError as error:
            wrong = _("{path} cannot be written ({strerror}).")
            self.say(wrong.format(path=error.filename, strerror=error.strerror), bad=True)

    def _set_quiet(self, quiet: bool) -> None:
        self.tell(self._choices.set_quiet(ALWAYS if quiet else self.controls["hours"].get().strip()), "")

    def save(self) -> None:
        """The fields; the rest holds as soon as it is chosen."""
        folder = Path(self.controls["folder"].get().strip()).expanduser()
        if not folder.is_absolute():
            self.say(_("Give the whole path of the folder."), bad=True)
            return
        self._memory.values.downloads = "" if folder == downloads_folder() else str(folder)
        self._memory.save()
        words = [each.strip() for each in self.controls["keywords"].get().split(",") if each.strip()]
        changes = [] if words == self._choices.keywords else [partial(self._choices.set_keywords, words)]
        hours = self.controls["hours"].get().strip()
        if hours != self._app.desk.state.chosen.quiet and not self._choices.is_quiet:
            changes.append(partial(self._choices.set_quiet, hours))
        self.tell(self._choices.in_turn(changes), _("Saved."))
