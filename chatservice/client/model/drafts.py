"""Unfinished texts, each in the conversation where it was begun. Pure.

All conversations share one input line. Its text belongs to `writing`, and is sent nowhere
else, whatever conversation is open by then.
"""

DRAFTS_MAX = 500  # conversations; beyond that, the oldest draft is dropped


class Drafts:
    def __init__(self) -> None:
        self.writing = ""  # the key of the conversation that the text belongs to
        self._texts: dict[str, str] = {}

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
