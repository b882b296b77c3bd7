"""What a code document was, for a version slider: its steps, one version that is shown, and back. Pure."""

from collections.abc import Callable

from chatservice.model import commands
from chatservice.model.commands import Command
from chatservice.model.compaction import HistoryStep
from chatservice.model.events import DocumentHistory, DocumentText


class CodePast:
    """`steps` are those that are known, newest last; `earlier` whether there are more before them. `version`
    is the one that is shown, None for the present; `text` is its text, None until it has come.

    `ask` takes what is asked for, by name, and the command.
    """

    def __init__(self, doc: str, ask: Callable[[str, Command], None]) -> None:
        self._doc = doc
        self._ask = ask
        self.steps: list[HistoryStep] = []
        self.earlier = False
        self.version: int | None = None
        self.text: str | None = None

    @property
    def versions(self) -> list[int]:
        """The positions of the slider: where each step ends, and the beginning."""
        first = [] if self.earlier or not self.steps else [self.steps[0].first - 1]
        return [*first, *(step.last for step in self.steps)]

    def load(self) -> None:
        """The newest steps: when the slider is opened, or the text has grown."""
        self._ask("history", commands.CodeHistory(doc=self._doc))

    def load_earlier(self) -> None:
        if self.earlier:
            self._ask("history", commands.CodeHistory(doc=self._doc, before=self.steps[0].first))

    def folded(self, event: DocumentHistory) -> None:
        """Steps before the known ones, or the newest, which replace them."""
        is_before = bool(self.steps and event.steps) and event.steps[-1].last < self.steps[0].first
        if event.steps or not self.steps:
            self.earlier = event.earlier
        self.steps = [*event.steps, *self.steps] if is_before else event.steps or self.steps

    def show(self, version: int) -> None:
        """Show that version as soon as its text is here."""
        if version != self.version:
            self.version, self.text = version, None
            self._ask("version", commands.CodeShow(doc=self._doc, version=version))

    def shown(self, event: DocumentText) -> None:
        """One that is not wanted any more is ignored; a step has the text of its end."""
        if self.version is not None and event.version <= self.version:
            self.text = event.text

    def close(self) -> None:
        """Back to the present."""
        self.version = self.text = None

    def restore(self, key: str) -> None:
        """What is shown becomes the present text, for everyone."""
        if self.version is not None:
            self._ask("restore", commands.CodeRestore(doc=self._doc, version=self.version, key=key))
            self.close()
