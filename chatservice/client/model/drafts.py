"""Unfinished texts, each in the conversation where it was begun. Pure.

All conversations share one input line. Its text belongs to `writing`, and is sent nowhere
else, whatever conversation is open by then.
"""

DRAFTS_MAX = 500  # conversations; beyond that, the oldest draft is dropped


class Drafts:
    def __init__(self) -> None:
        self.writing = ""  # the key of the conversation that the text belongs to
        self._texts: dict[str, str] = {}
        self._now = ""  # the text in the line

    def typed(self, text: str) -> None:
        """The text in the line is another one now."""
        self._now = text

    def copy(self) -> dict[str, str]:
        """All of them, by key, for the next start."""
        now = {self.writing: self._now} if self._now.strip() and self.writing else {}
        return {**self._texts, **now}

    def restore(self, texts: dict[str, str]) -> None:
        """Those of the last run, where nothing has been begun since."""
        self._texts = {**texts, **self._texts}
        while len(self._texts) > DRAFTS_MAX:
            del self._texts[next(iter(self._texts))]

    def turn(self, key: str, text: str) -> str:
        """Keep `text` as the draft of `writing`, open `key`, and return its draft."""
        if key == self.writing or not self.writing:
            self.writing = key
            return text or self._texts.pop(key, "")
        self._texts.pop(self.writing, None)
        if text.strip():
            self._texts[self.writing] = text
            while len(self._texts) > DRAFTS_MAX:
                del self._texts[next(iter(self._texts))]
        self.writing = key
        return self._texts.pop(key, "")

    def __contains__(self, key: object) -> bool:
        """Whether that conversation has a draft."""
        return key in self._texts
