"""What one connection knows of lines by all it was shown, put together as a client does it."""

from chatservice.model import events
from chatservice.model.annotations import with_reaction
from tests.scenes.truth import Wrong


class Known:
    """A line, and how it became."""

    def __init__(self, text, reactions=(), pinned=False):
        self.text = text
        self.reactions = reactions
        self.pinned = pinned

    def counts(self):
        return {each.emoji: each.count for each in self.reactions}


class View:
    def __init__(self):
        self.rooms = {}  # room -> seq -> Known
        self.later = {}  # room -> the events about lines, in order

    def forget(self, room):
        """There may be a gap from now on."""
        self.rooms.pop(room, None)
        self.later.pop(room, None)

    def line(self, room, event):
        """An event of the log."""
        lines = self.rooms.setdefault(room, {})
        if isinstance(event, events.Message):
            lines.setdefault(event.seq, Known(event.text))
        else:
            self.later.setdefault(room, []).append(event)
            self._add(lines, event)

    def page(self, room, page):
        """Lines as they became by the event `page.head`, or a later one."""
        lines = self.rooms.setdefault(room, {})
        for line in page.lines:
            if isinstance(line, events.Message):
                lines[line.seq] = Known(line.text, line.reactions, line.pinned)
        for event in self.later.get(room, ()):
            if event.seq > page.head:
                self._add(lines, event)

    def _add(self, lines, event):
        line = lines.get(getattr(event, "line", None))
        if line is None:
            return
        if isinstance(event, events.Edited) and event.text:
            line.text = event.text
        elif isinstance(event, events.PinSet):
            line.pinned = event.on
        elif isinstance(event, events.ReactionSet):
            line.reactions = with_reaction(line.reactions, event.emoji, event.on, event.seq)
        elif isinstance(event, events.Deleted):
            del lines[event.line]

    def compare(self, room, place, ignored):
        """With what is so; nobody hears what those who are `ignored` do."""
        for seq, known in self.rooms.get(room, {}).items():
            record = place.log[seq - 1]
            about = {r.draft.actor for r in place.log if r.about(seq)}
            if record.draft.actor in ignored or about & ignored:
                continue
            shown, so = (known.text, known.counts(), known.pinned), record.so()[:3]
            if place.line(seq) is None or shown != so:
                raise Wrong(f"{record} is shown as {shown}, it is {so}")
