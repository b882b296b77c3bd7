"""Lines that were asked for are grey bars until they come."""

from chatservice.client.model.grey_lines import GREY_ROWS
from chatservice.client.model.items import Edge
from chatservice.client.model.render import render
from chatservice.client.model.viewport import WAITS_ABOVE, WAITS_FIRST, Viewport
from chatservice.model.events import HistoryPage
from tests.unit.test_state import joined, message, page, state


def edge(viewport):
    item = viewport.items("alice", (), 0.0)[0]
    assert isinstance(item, Edge)
    return item


def test_an_empty_page_is_grey_while_its_lines_are_asked_for():
    conversation = state(joined(head=900)).conversation("lobby")
    viewport = Viewport(conversation)
    assert edge(viewport).waits == 0
    conversation.ask("p1")
    waiting = edge(viewport)
    assert waiting.waits == WAITS_FIRST
    text = "".join(text for text, _ in render(waiting, None))
    assert text.count("\n") == WAITS_FIRST * GREY_ROWS
    assert text.strip() == ""
    conversation.page(page(message(899), message(900), more=True, ref="p1"))
    assert edge(viewport) == Edge(True)


def test_earlier_lines_are_grey_above_the_first_one_until_they_come_or_the_line_is_cut():
    made = state(joined(head=900))
    conversation = made.conversation("lobby")
    conversation.page(HistoryPage(room="lobby", lines=[message(899), message(900)], more=True))
    viewport = Viewport(conversation)
    assert edge(viewport).waits == 0
    conversation.ask("p1", before=899)
    assert edge(viewport).waits == WAITS_ABOVE
    made.cut()
    assert edge(viewport) == Edge(True)
