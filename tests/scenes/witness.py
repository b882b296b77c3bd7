"""What one connection was shown, held against the truth as it is shown."""

from chatservice.model import events
from chatservice.model.events import Logged
from tests.scenes.truth import Wrong
from tests.scenes.view import View


class Witness:
    """Follows the events of one connection of the principal `who`; `rooms` finds a room by its rid,
    `truth` is what was told so far, `stored` what was committed. Whether what somebody who is ignored
    does comes just before or after that does not matter, so they are ignored from the beginning."""

    def __init__(self, device, truth, rooms, ignored, stored=None):
        self.device = device
        self.truth = truth
        self.stored = stored or truth
        self.view = View()
        self.rooms = rooms
        self.ignored = ignored  # of each principal, whom it has ignored at some time
        self.who = None
        self.live = False
        self.closed = False
        self.since = {}  # rid -> seq, of the login
        self.joins = {}  # ref -> seq (None: without one)
        self.places = {}  # room -> the last seq seen there
        self.pulls = set()  # rooms where it may still be catching up
        self.began = 0  # the entry that was told last when it came in
        self.answers = {}  # ref -> how many

    @property
    def cursors(self):
        """By rid, where it would go on."""
        rids = {room: rid for rid, room in self.rooms.items()}
        return {rids[room]: seq for room, seq in self.places.items()}

    def sees(self, event):
        if self.closed:
            return
        ref = getattr(event, "ref", None)
        if ref is not None:
            self.answers[ref] = self.answers.get(ref, 0) + 1
        if isinstance(event, Logged):
            self._line(event)
        else:
            told = getattr(self, "_" + type(event).__name__.lower(), None)
            if told is not None:
                told(event)

    # Where one is.

    def _welcome(self, event):
        self.live = True
        self.began = self.truth.entries
        for info in event.rooms:
            room = self.rooms[info.rid]
            self._refuse_unseen(room)
            self.places[room] = info.head

    def _joined(self, event):
        room = self.rooms[event.rid]
        self._refuse_unseen(room)
        since = self.joins.get(event.ref)
        if event.ref is None:
            since = self.since.pop(event.rid, None)
        if since is not None:
            self.places[room] = since
            self.pulls.add(room)
        elif room not in self.places:
            self.places[room] = event.head

    def _reload(self, event):
        self.view.forget(self.rooms[event.rid])
        self.places[self.rooms[event.rid]] = event.head

    def _invited(self, event):
        room = self.rooms[event.rid]
        if self.truth.places[room].private and not event.asked:
            self._refuse_unseen(room)
            # From this moment on: the others who are brought in with them are news too.
            self.places[room] = self._known_to(self.truth.places[room], self.truth.entries - 1)

    def _left(self, event):
        """Whoever is out has what was said before."""
        room = self.rooms[event.rid]
        last = self.places.pop(room, None)
        self.view.forget(room)
        if last is not None and room not in self.pulls:
            upto = self._known_to(self.truth.places[room], self.truth.entries - 1)
            self._refuse_gap(room, last, upto + 1)
        self.pulls.discard(room)

    def _roomdeleted(self, event):
        self._left(event)

    def _bye(self, event):
        self.closed = True

    # What one is shown.

    def _line(self, event):
        room = self.rooms[event.rid]
        record = self._record(room, event)
        if (self.who, room) not in self.truth.leaving or record.entry >= self.truth.entries:
            self._refuse_unseen(room)
        if room not in self.places:
            self._seated_silently(record)
        last = self.places[room]
        if record.seq <= last:
            raise Wrong(f"{self}: shown twice or too late: {record} after {last}")
        self._refuse_gap(room, last, record.seq)
        self.places[room] = record.seq
        self.view.sees(room, event)

    def _record(self, room, event, since=0):
        log = self.truth.places[room].log
        if event.seq > len(log):
            raise Wrong(f"{self}: shown before it was told: {event}")
        record = log[event.seq - 1]
        if not self._is_its_text(room, record, event, since):
            raise Wrong(f"{self}: {event} is {record}")
        if isinstance(event, events.Message) and record.blanked not in (None, self.truth.batch):
            raise Wrong(f"{self}: shown after it was deleted: {record}")
        return record

    def _is_its_text(self, room, record, event, since):
        """A line's is the one that it has had at some time from its event `since` on."""
        log = self.stored.places[room].log
        if isinstance(event, events.Message):
            return event.text in log[record.seq - 1].texts_since(since)
        if isinstance(event, events.Edited | events.PinSet):
            line = log[event.line - 1]
            return not event.text or event.text in line.texts_since(record.seq)
        return getattr(event, "text", record.draft.body) == record.draft.body

    def _refuse_unseen(self, room):
        place = self.truth.places[room]
        if not self.truth.sees(self.who, place, room in self.places):
            raise Wrong(f"{self}: is shown something of room {room}, which it may not see")

    def _seated_silently(self, record):
        """In a private room that began, or that one was brought into, while one came in."""
        place = self.truth.places[record.room]
        if not place.private:
            raise Wrong(f"{self}: {record} of a room that it is not in")
        self.places[record.room] = self._known_to(place, self.began)

    def _known_to(self, place, entry):
        """The last seq in `place` that was told with that entry or before."""
        return sum(record.entry <= entry for record in place.log)

    def _refuse_gap(self, room, last, seq):
        for record in self.truth.places[room].log[last : seq - 1]:
            if record.draft.actor not in self.ignored[self.who]:
                raise Wrong(f"{self}: lost: {record} between {last} and {seq}")

    def _historypage(self, event):
        for line in event.lines:
            self._refuse_unseen(self.rooms[line.rid])
            self._record(self.rooms[line.rid], line, event.head)
        if self.rooms[event.rid] in self.places:
            self.view.sees(self.rooms[event.rid], event)

    def _missedpage(self, event):
        for page in event.rooms:
            self._historypage(page)

    def _reacted(self, event):
        if self.rooms[event.rid] in self.places:
            self.view.sees(self.rooms[event.rid], event)

    def _foundpage(self, event):
        for hit in event.hits:
            self._lines((hit.line, *hit.before, *hit.after))

    def _mentionlist(self, event):
        self._lines(event.lines)

    def _pinlist(self, event):
        self._lines(pin.line for pin in event.pins)

    def _bookmarklist(self, event):
        self._lines(bookmark.line for bookmark in event.bookmarks)

    def _lines(self, lines):
        for line in lines:
            self._refuse_unseen(self.rooms[line.rid])
            self._record(self.rooms[line.rid], line)

    # In the end.

    def end(self):
        """Nothing waits any more: nothing may be missing."""
        if self.closed or not self.live:
            return
        truth = self.truth
        for room, last in self.places.items():
            place = truth.places[room]
            if not truth.sees(self.who, place, True):
                raise Wrong(f"{self}: is still in room {room}")
            self._refuse_gap(room, last, len(place.log) + 1)
            self.view.compare(room, place, self.ignored[self.who])
        for room, place in truth.places.items():
            if truth.is_over(place):
                continue  # its other side is gone for good
            if place.private and room not in self.places and truth.sees(self.who, place):
                self._refuse_gap(room, self._known_to(place, self.began), len(place.log) + 1)

    def __repr__(self):
        return f"device {self.device} of {self.who}"
