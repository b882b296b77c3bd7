"""What was begun to be written, each text in the conversation it was begun in. Pure.

There is one line to write in for all conversations. What stands in it belongs to `writing`,
and goes nowhere else, whatever is open by the time it is sent.
"""

DRAFTS_MAX = 500  # conversations; beyond, the oldest draft goes


class Drafts:
    def __init__(self) -> None:
        self.writing = ""  # the key of the conversation that the line belongs to
        self._texts: dict[str, str] = {}

    def turn(self, key: str, text: str) -> str:
        """`text` stands in the line, and the conversation `key` is opened: what belongs there."""
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
        """Whether something waits there to be written on."""
        return key in self._texts
