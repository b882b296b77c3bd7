"""What is so, by what was stored: told from the journal of a storage alone, with rules of its own.

One `Truth` follows the journal as it is committed, and refuses what nobody may do at that
place; another follows it as it is told, and says who may be shown what at each moment.
"""

from collections import defaultdict

from chatservice.errors import Fault
from chatservice.model.annotations import NONE
from chatservice.model.bodies import as_mode
from chatservice.model.marks import as_reaction
from chatservice.model.records import Appended
from chatservice.model.rich_text import as_rich
from chatservice.model.sanctions import EVERYWHERE, SanctionKind
from chatservice.model.values import EventKind, RoomKind, RoomRole, ServerRole
from chatservice.settings.schema import Settings

LINES = {EventKind.MESSAGE, EventKind.ACTION, EventKind.RICH}
ABOUT = dict.fromkeys((EventKind.EDITED, EventKind.PINNED, EventKind.UNPINNED, EventKind.DELETED), int)
ABOUT[EventKind.REACTION] = lambda body: as_reaction(body).line
MOVES = {EventKind.ADDED, EventKind.REMOVED}
PINS = {EventKind.PINNED, EventKind.UNPINNED}


class Wrong(AssertionError):
    """A promise of the chat was broken."""


class Record:
    def __init__(self, room, seq, draft, entry, first):
        self.room = room
        self.seq = seq
        self.draft = draft
        self.entry = entry  # which of the journal it is in
        self.first = first  # whether it is the first of those that were queued together
        self.blanked = None  # in which batch its text went
        self.is_line = draft.kind in LINES
        self.answers = as_rich(draft.body).re if draft.kind is EventKind.RICH else 0
        self.texts = [(seq, as_rich(draft.body).text if self.answers else draft.body)]  # since which event
        self.reactions = defaultdict(set)  # emoji -> who
        self.pinned = False
        self.replies = 0

    @property
    def text(self):
        return self.texts[-1][1]

    def so(self):
        """Its text, how often each emoji is at it, whether it is pinned, how many answer it, and
        whether it was edited."""
        counts = {emoji: len(who) for emoji, who in self.reactions.items() if who}
        return self.text, counts, self.pinned, self.replies, len(self.texts) > 1

    def texts_since(self, seq):
        """What it said from the event `seq` of its room on."""
        before = [text for since, text in self.texts if since <= max(seq, self.seq)]
        return {before[-1], *(text for since, text in self.texts if since > seq)}

    def about(self, line):
        """Whether it adds something to that line."""
        return ABOUT.get(self.draft.kind, lambda body: 0)(self.draft.body) == line

    def __repr__(self):
        draft = self.draft
        return f"{self.room}#{self.seq} {draft.kind.value} by {draft.actor} {draft.body!r} {draft.subject}"


class Place:
    """A room."""

    def __init__(self, row, creator, members):
        self.id = row.id
        self.kind = row.kind
        self.members = dict.fromkeys(members, RoomRole.MEMBER)
        if creator and row.kind is not RoomKind.DIRECT:
            self.members[creator] = RoomRole.OWNER
        self.log = []
        self.open = True
        self.readonly = False
        self.deleted = False

    @property
    def private(self):
        return self.kind is not RoomKind.PUBLIC

    def line(self, seq):
        """The line there, unless it is deleted; None."""
        record = self.log[seq - 1] if 0 < seq <= len(self.log) else None
        return record if record is not None and record.is_line and record.blanked is None else None

    def compare(self, record):
        """A record of the storage with what is so."""
        line = self.log[record.seq - 1]
        if line.is_line and line.blanked is None:
            added = record.annotations or NONE
            counts = {each.emoji: each.count for each in added.reactions}
            stored = (record.text, counts, added.pinned, added.replies, bool(added.edited))
            if stored != line.so():
                raise Wrong(f"{line} is stored as {stored}, it is {line.so()}")

    def part(self, who):
        return self.members.get(who, RoomRole.MEMBER)


class Truth:
    """`strict`: nobody may have done what they may not do. A name that changes hands in the very
    batch is none of it."""

    def __init__(self, strict=False):
        self.strict = strict
        self.places = {}
        self.names = {}
        self.roles = {}
        self.sanctions = {}
        self.entries = 0
        self.batch = 0
        self.leaving = set()  # (who, room) that the present entry puts out
        self.told = {}  # (device, room) -> the last number it said there

    # Who may.

    def is_under(self, measure, who, room):
        name = self.names.get(who, "").casefold()
        by_name = measure is SanctionKind.BAN and not self.strict
        return any(
            one.measure is measure
            and one.room in (EVERYWHERE, room)
            and (one.principal == who or (by_name and one.name.casefold() == name))
            for one in self.sanctions.values()
        )

    def is_out(self, who, place):
        banned = self.is_under(SanctionKind.BAN, who, place.id)
        return place.deleted or banned or (place.private and who not in place.members)

    def sees(self, who, place, is_in=False):
        """`is_in`: it came in before it was by invitation."""
        invited = place.private or place.open or is_in or who in place.members
        return not self.is_out(who, place) and (invited or self.roles[who] >= ServerRole.ADMIN)

    def moderates(self, who, place):
        server = self.roles[who] >= ServerRole.MODERATOR
        return not self.is_out(who, place) and (server or place.part(who) >= RoomRole.MODERATOR)

    def owns(self, who, place):
        return not self.is_out(who, place) and (
            self.roles[who] >= ServerRole.ADMIN or place.part(who) >= RoomRole.OWNER
        )

    def speaks(self, who, place):
        if self.is_out(who, place) or self.is_under(SanctionKind.MUTE, who, place.id):
            return False
        if place.readonly and not self.moderates(who, place):
            return False
        return self.roles[who] >= ServerRole.MODERATOR or place.part(who) >= RoomRole.MEMBER

    def is_over(self, place):
        """A conversation with a guest, who may have said goodbye."""
        guests = [who for who in place.members if self.roles[who] is ServerRole.GUEST]
        return place.kind is RoomKind.DIRECT and bool(guests)

    # The journal.

    def follow(self, what):
        """One entry. The records it made."""
        name, given, result = what
        self.entries += 1
        self.leaving = set()
        if name == "append":
            return self._append(*given, result)
        if not isinstance(result, Fault) and not hasattr(result, "type"):
            change = getattr(self, "_" + name, None)
            if change is not None:
                change(given, result)
        return []

    def _append(self, room, drafts, outcomes):
        place, made = self.places[room], []
        for draft, outcome in zip(drafts, outcomes, strict=True):
            if not isinstance(outcome, Appended) or not outcome.fresh:
                continue
            record = Record(room, outcome.seq, draft, self.entries, not made)
            if outcome.seq != len(place.log) + 1:
                raise Wrong(f"a gap in the log: {record}")
            if self.strict and not self._may(place, draft):
                raise Wrong(f"what nobody may do was stored: {record}")
            if self.strict:
                self._in_order(record)
            place.log.append(record)
            made.append(record)
            self._effect(place, draft)
            self._attach(place, record)
        return made

    def _may(self, place, draft):
        actor, subject, kind = draft.actor, draft.subject, draft.kind
        if kind is EventKind.RICH and place.line(as_rich(draft.body).re) is None:
            return False  # answers nothing
        if kind in LINES:
            return self.speaks(actor, place)
        if kind is EventKind.TOPIC:
            return self.speaks(actor, place)
        if kind is EventKind.ADDED:
            may = self.moderates(actor, place)
            if place.private:
                may = not self.is_out(actor, place) and place.part(actor) >= RoomRole.MEMBER
            own = actor == subject and not place.log  # whoever makes a group without a name
            if actor == subject and place.private and self._left_lately(subject, place, draft.ts):
                return subject not in place.members
            return (may or self.owns(actor, place)) and (own or subject not in place.members)
        if kind is EventKind.REMOVED:
            banned = self.is_under(SanctionKind.BAN, subject, place.id)
            may = actor == subject or banned or self.moderates(actor, place)
            return may and subject in place.members
        if kind is EventKind.ROLE:
            owners = {who for who, role in place.members.items() if role is RoomRole.OWNER}
            falls_to_somebody = draft.body == "owner" and owners <= {actor}
            may = self.owns(actor, place) or falls_to_somebody
            return may and (not place.private or subject in place.members)
        if kind is EventKind.MODE:
            changes = as_mode(draft.body)
            return self.owns(actor, place) if changes.entry else self.moderates(actor, place)
        if kind is EventKind.ROOM_RENAMED:
            return self.owns(actor, place)
        if kind is EventKind.DELETED:
            line = place.log[int(draft.body) - 1]  # it may be deleted twice at once
            own = line.draft.actor == actor and not self.is_out(actor, place)
            return line.is_line and (own or self.moderates(actor, place))
        if kind is EventKind.EDITED:
            line = place.line(int(draft.body))
            return line is not None and line.draft.actor == actor and self.speaks(actor, place)
        if kind is EventKind.REACTION:
            return self._may_react(actor, place, as_reaction(draft.body))
        if kind in PINS:
            line = place.line(int(draft.body))
            may = place.private or self.moderates(actor, place)
            changes = line is not None and line.pinned is not (kind is EventKind.PINNED)
            return changes and may and self._is_heard(actor, place)
        raise Wrong(f"what is that: {draft}")

    def _may_react(self, who, place, reaction):
        line = place.line(reaction.line)
        if line is None or not self._is_heard(who, place):
            return False
        return reaction.on is not (who in line.reactions[reaction.emoji])

    def _left_lately(self, who, place, now):
        """Whether they left it of their own accord, a moment ago, and may come back."""
        banned = self.is_under(SanctionKind.BAN, who, place.id) or self.is_under(
            SanctionKind.BAN, who, EVERYWHERE
        )
        last = next(
            (r.draft for r in reversed(place.log) if r.draft.kind in MOVES and r.draft.subject == who), None
        )
        left = last is not None and last.kind is EventKind.REMOVED and last.actor == who
        return left and now - last.ts < Settings().group_return and not banned

    def _is_heard(self, who, place):
        """Whether they may do what is no speaking: in a read-only room, too."""
        muted = self.is_under(SanctionKind.MUTE, who, place.id)
        member = self.roles[who] >= ServerRole.MODERATOR or place.part(who) >= RoomRole.MEMBER
        return not muted and member and not self.is_out(who, place)

    def _in_order(self, record):
        if record.draft.kind not in LINES:
            return
        device, number = map(int, record.text.split()[0].split(":"))
        before = self.told.get((device, record.room), -1)
        if number <= before:
            raise Wrong(f"overtaken: {number} of device {device} after {before} in {record}")
        self.told[device, record.room] = number

    def _effect(self, place, draft):
        subject, kind = draft.subject, draft.kind
        if kind is EventKind.ADDED:
            place.members.setdefault(subject, RoomRole.MEMBER)
        elif kind is EventKind.REMOVED:
            del place.members[subject]
            self.leaving.add((subject, place.id))
        elif kind is EventKind.DELETED:
            self._deleted(place, place.log[int(draft.body) - 1])
        elif kind is EventKind.ROLE:
            place.members[subject] = RoomRole[draft.body.upper()]
        elif kind is EventKind.MODE:
            mode = as_mode(draft.body)
            place.open = place.open if mode.entry is None else mode.entry == "open"
            place.readonly = place.readonly if mode.readonly is None else mode.readonly

    def _deleted(self, place, line):
        if line.answers and line.blanked is None:
            place.log[line.answers - 1].replies -= 1
        line.blanked = self.batch
        line.reactions.clear()
        line.pinned = False

    def _attach(self, place, record):
        """What it adds to another line."""
        kind, body = record.draft.kind, record.draft.body
        if record.answers:
            place.log[record.answers - 1].replies += 1
        elif kind is EventKind.EDITED:
            place.log[int(body) - 1].texts.append((record.seq, record.draft.annotations.text))
        elif kind in PINS:
            place.log[int(body) - 1].pinned = kind is EventKind.PINNED
        elif kind is EventKind.REACTION:
            reaction = as_reaction(body)
            who = place.log[reaction.line - 1].reactions[reaction.emoji]
            who.add(record.draft.actor) if reaction.on else who.discard(record.draft.actor)

    def begin(self, given, result):
        """A room, when that is what was made."""
        if hasattr(result, "kind"):
            members, creator = given[2:4]
            self.places.setdefault(result.id, Place(result, creator, members))

    def _create(self, given, result):
        self.begin(given, result)
        if hasattr(result, "role"):
            self._person(result)

    def _create_guest(self, given, result):
        self._person(result)

    def _came(self, given, result):
        self._person(result)

    def _person(self, principal):
        self.names[principal.id] = principal.name
        self.roles[principal.id] = principal.role

    def _renamed(self, given, result):
        before = self._who_is_in()
        self.names[given[0]] = given[1]
        self.leaving = before - self._who_is_in()

    def _set_role(self, given, result):
        self.roles[given[0]] = given[1]

    def _admit(self, given, result):
        self.places[given[0]].members.setdefault(given[1], RoomRole.MEMBER)

    def _dismiss(self, given, result):
        self.places[given[0]].members.pop(given[1], None)

    def _drop_empty(self, given, result):
        if result:
            self._delete(given, result)

    def _delete(self, given, result):
        place = self.places[given[0]]
        place.deleted = True
        self.leaving = {(who, place.id) for who in self.names}

    def _impose(self, given, result):
        one = result.sanction
        actor = one.by_id
        if self.strict and one.room == EVERYWHERE and self.roles[actor] < ServerRole.MODERATOR:
            raise Wrong(f"by whom nobody is banned or muted: {one}")
        if self.strict and one.room != EVERYWHERE and not self.moderates(actor, self.places[one.room]):
            raise Wrong(f"by whom nobody is banned or muted there: {one}")
        for id_ in given[1]:
            self.sanctions.pop(id_, None)
        before = self._who_is_in()
        self.sanctions[one.id] = one
        self.leaving = before - self._who_is_in()

    def _who_is_in(self):
        return {
            (who, id_)
            for who in self.names
            for id_, place in self.places.items()
            if not self.is_out(who, place)
        }

    def _lift(self, given, result):
        for id_ in given[0]:
            self.sanctions.pop(id_, None)
