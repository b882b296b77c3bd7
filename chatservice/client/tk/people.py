"""People: the card of a person, and what the user shows of themselves."""

from pathlib import Path
from typing import Any

from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.chooser import Chooser
from chatservice.client.tk.forms import Form
from chatservice.client.tk.profile_card import ProfileCard
from chatservice.client.tk.shell import Shell
from chatservice.client.words import _, marked
from chatservice.model.events import Error, ProfileIs
from chatservice.model.names import fold

UNTIL = marked("For how long, or until when? 1h, 18:30, or nothing.")


class PeopleForms(Shell):
    def show_profile(self, name: str) -> None:
        """Show the card of a person, or one's own."""
        future = self.desk.people.profile(name)
        if future is not None:
            future.addCallback(self._profile_came)

    def _profile_came(self, answer: object) -> None:
        if isinstance(answer, Error):
            self.show_wrong(harmless(answer.text))
        if not isinstance(answer, ProfileIs) or self.main is None:
            return
        name, composer = answer.name, self.main.composer
        if fold(name) == fold(self.desk.state.me):
            buttons = [
                (_("Picture…"), self.choose_picture),
                (_("Edit profile…"), self.ask_profile),
                (_("Status…"), self.ask_status),
            ]
        else:
            buttons = [
                (_("Message"), lambda: self.show_wrong(self.desk.places.open_direct(name))),
                (_("Mention"), lambda: composer.add(f"@{name} ")),
            ]
        card = ProfileCard(self.look, answer, self.desk.session.now(), buttons)
        picture = self.desk.people.picture(name)
        if picture is not None:
            picture.addCallback(card.face.show_picture)

    def choose_picture(self) -> None:
        def chosen(path: Path) -> str:
            return self.desk.files.set_picture(path, lambda: self.face_pictures.renew(self.desk.state.me))

        Chooser(self.look, Path.home(), chosen, _("Your picture"), _("Use it"))

    def show_own_profile(self) -> None:
        self.show_profile(self.desk.state.me)

    def ask_profile(self) -> None:
        chosen = self.desk.state.chosen
        fields = [
            (_("Full name"), chosen.full_name),
            (_("Pronouns"), chosen.pronouns),
            (_("About"), chosen.about),
            (_("Time zone"), chosen.zone),
        ]
        words = _("Everyone can see this. A time zone is such as Europe/Madrid.")
        Form(self.look, _("Your profile"), words, fields, _("Save"), self._profile_saved)

    def _profile_saved(self, values: list[str]) -> Any:
        full_name, pronouns, about, zone = values
        return self.desk.choices.set_profile(full_name=full_name, pronouns=pronouns, about=about, zone=zone)

    def ask_status(self) -> None:
        fields = [(_("Status"), ""), (_("Until"), "")]
        words = _("A few words beside your name. {until}").format(until=_(UNTIL))
        Form(
            self.look, _("Your status"), words, fields, _("Set"),
            lambda values: self.desk.choices.set_status(values[0], values[1]),
        )  # fmt: skip

    def ask_away(self) -> None:
        fields = [(_("Reason"), ""), (_("Until"), "")]
        words = _("Others see that you are away. {until}").format(until=_(UNTIL))
        Form(
            self.look, _("Away"), words, fields, _("I am away"),
            lambda values: self.desk.choices.set_away(values[0], values[1]),
        )  # fmt: skip

    def come_back(self) -> None:
        self.show_answer(self.desk.choices.come_back())
