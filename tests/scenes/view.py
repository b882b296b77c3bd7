"""What a window knows of lines by all that its connection was shown."""

import msgspec

from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.state import ClientState
from chatservice.model.events import Message
from tests.scenes.truth import Wrong


class View:
    """A window for each room, since its connection has it without a gap."""

    def __init__(self):
        self.windows = {}

    def forget(self, room):
        """There may be a gap from now on."""
        self.windows.pop(room, None)

    def sees(self, room, event):
        window = self.windows.setdefault(room, ClientState(lambda: 1.0))
        if getattr(event, "ref", None) is not None:
            event = msgspec.structs.replace(event, ref=None)  # it did not ask for it itself
        fold_event(window, event)

    def compare(self, room, place, ignored):
        """With what is so; nobody hears what those who are `ignored` do."""
        window = self.windows.get(room)
        for conversation in window.conversations.values() if window is not None else ():
            self._compare(conversation.lines, place, ignored)

    def _compare(self, lines, place, ignored):
        for seq, line in lines.items():
            if isinstance(line, Message) and not self._is_left_out(place, seq, ignored):
                counts = {each.emoji: each.count for each in line.reactions}
                shown = line.text, counts, line.pinned
                record = place.log[seq - 1]
                if place.line(seq) is None or shown != record.so()[:3]:
                    raise Wrong(f"{record} is shown as {shown}, it is {record.so()}")

    def _is_left_out(self, place, seq, ignored):
        about = {record.draft.actor for record in place.log if record.seq == seq or record.about(seq)}
        return bool(about & ignored)
