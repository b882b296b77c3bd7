"""The stretch of a conversation that is shown: what was requested at its edge joins it by itself."""

from chatservice.client.model.items import MessageItem
from chatservice.client.model.viewport import STEP, Viewport
from tests.unit.test_state import joined, message, page, state

HEAD = 1_000


def conversation():
    """With its last lines, as after entering."""
    last = page(*map(message, range(981, HEAD + 1)), more=True)
    return state(joined(head=HEAD), last).conversation("lobby")


def comes(of, first, last, **request):
    of.ask("p", **request)
    of.page(page(*map(message, range(first, last + 1)), more=True, ref="p"))


def shown(reading):
    """The first and the last line of it."""
    seqs = [item.line.seq for item in reading.items("alice", (), 0) if isinstance(item, MessageItem)]
    return seqs[0], seqs[-1]


def test_earlier_lines_that_were_requested_are_shown_when_they_come():
    made = conversation()
    reading = Viewport(made)
    assert shown(reading) == (981, HEAD)
    reading.hold()
    assert reading.earlier() == 981
    comes(made, 781, 980, before=981)
    for _ in range(2):  # the rest is for who scrolls on
        assert shown(reading) == (981 - STEP, HEAD)


def test_later_lines_that_were_requested_are_shown_when_they_come():
    made = conversation()
    comes(made, 400, 500, before=501)
    reading = Viewport(made)
    reading.to(450)
    assert shown(reading) == (400, 500)
    assert reading.later() == 500
    comes(made, 501, 700, after=500)
    for _ in range(2):
        assert shown(reading) == (400, 500 + STEP)


def test_lines_that_were_not_requested_there_are_not_shown_by_themselves():
    made = conversation()
    reading = Viewport(made)
    assert shown(reading) == (981, HEAD)
    reading.hold()
    comes(made, 781, 980, before=981)
    assert shown(reading) == (981, HEAD)
