"""Scrolling back through pages of every size: what one reads stays, and no line is passed over."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chatservice.client.model.anchors import Anchor, anchors, row_of
from chatservice.client.model.items import Day, Edge, MessageItem, UnreadMark
from chatservice.client.model.render import render
from chatservice.client.model.viewport import Viewport
from chatservice.model.events import Message
from tests.unit.test_state import fold_event, joined, page, state


class Screen:
    """A page of rows, as a text widget has it; `grown` are lines that have become higher, by an image."""

    def __init__(self, conversation, rows):
        self.reading = Viewport(conversation)
        self.reading.hold_unread()
        self.rows, self.top, self.grown = rows, 1, set()
        self.items, self.heights = [], []
        self.draw()
        self.top = max(1, sum(self.heights) - rows + 1)

    def draw(self):
        held = list(anchors(self.items, self.heights, self.top, self.top + self.rows - 1))
        self.items = self.reading.items("alice", (), 0)
        self.heights = [
            sum(text.count("\n") for text, _ in render(item, None)) + 5 * (item.id in self.grown)
            for item in self.items
        ]
        for row, anchor in held:
            now = row_of(anchor, self.items, self.heights)
            if now is not None:
                self.top = max(1, now - (row - self.top))
                return

    @property
    def seqs(self):
        shown, first = [], 1
        for item, height in zip(self.items, self.heights, strict=True):
            if isinstance(item, MessageItem) and first < self.top + self.rows and first + height > self.top:
                shown.append(item.line.seq)
            first += height
        return shown

    def wheel(self, asks):
        self.top = max(1, self.top - 3)
        self.reading.hold()
        if self.top - 1 <= 0.02 * sum(self.heights):
            before = self.reading.earlier()
            if before is not None:
                asks(before)
            self.draw()


def line(seq, lengths, apart):
    text = "\n".join(["x"] * lengths[seq % len(lengths)])
    sender = ("bob", "carol")[seq % 7 > 4]
    return Message(room="lobby", seq=seq, id=seq, ts=1e9 + seq * apart, sender=sender, text=text)


@settings(max_examples=25, deadline=None)
@given(
    count=st.integers(30, 500),
    size=st.integers(1, 200),
    rows=st.integers(8, 60),
    lengths=st.lists(st.integers(1, 7), min_size=1, max_size=5),
    apart=st.sampled_from([1, 200, 4_000, 90_000]),
    grows=st.sets(st.integers(1, 500), max_size=20),
    unread=st.none() | st.integers(1, 500),
)
def test_every_line_is_seen_on_the_way_back(count, size, rows, lengths, apart, grows, unread):
    made = state(joined(head=count))
    newest = range(max(1, count - 19), count + 1)
    fold_event(made, page(*(line(seq, lengths, apart) for seq in newest), more=True))
    conversation = made.conversation("lobby")
    conversation.read_to = unread
    screen = Screen(conversation, rows)

    def asks(before):
        made.earlier(conversation, before)
        lines = [line(seq, lengths, apart) for seq in range(max(1, before - size), before)]
        fold_event(made, page(*lines, ref=made.wants[-1].ref, more=lines[0].seq > 1))

    seen = set(screen.seqs)
    for _ in range(3_000):
        if screen.top == 1 and 1 in screen.seqs:
            break
        last = screen.seqs
        screen.wheel(asks)
        assert set(screen.seqs) & set(last) or not last, (last, screen.seqs)
        for seq in grows & set(screen.seqs):
            top = screen.seqs[0]
            if seq != top and ("line", seq) not in screen.grown:
                screen.grown.add(("line", seq))
                screen.draw()
                assert screen.seqs[0] == top
        seen |= set(screen.seqs)
    assert seen == set(range(1, count + 1))


def message(seq, heading):
    return MessageItem(("line", seq), 0.0, heading=heading)


def test_days_edges_and_marks_hold_nothing():
    items = [Edge(True), Day(0.0, ("day", "1")), UnreadMark(), message(1, True), message(2, False)]
    found = list(anchors(items, [1, 1, 2, 2, 3], 2, 9))
    assert found == [(5, Anchor(("line", 1), 0, True)), (7, Anchor(("line", 2), 0, False))]


def test_of_a_line_that_is_cut_off_at_the_top_the_row_there_is_held():
    ((row, anchor), *_) = anchors([Edge(True), message(1, True)], [1, 6], 4, 9)
    assert (row, anchor) == (4, Anchor(("line", 1), 2, True))
    assert row_of(anchor, [Edge(False), message(0, True), message(1, False)], [1, 2, 5]) == 5


def test_what_is_gone_is_nowhere():
    assert row_of(Anchor(("line", 1), 0), [Edge(True)], [1]) is None
