"""What links lead to, in the window: asked for once, drawn as cards, and not where nobody wants them."""

from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.items import PageFacts
from chatservice.client.model.link_cards import LinkQuestions
from chatservice.client.model.render import render
from chatservice.client.model.viewport import Viewport
from chatservice.model import commands, events
from chatservice.model.previews import LinkPreview
from tests.unit.test_state import joined, message, state

URL = "http://x.example/a"
PREVIEW = LinkPreview(URL, "A page\u202e", "about this")


class Session:
    """Keeps what was asked; `answer` answers the last of it."""

    def __init__(self, made, here=True):
        self.state, self.here, self.asked, self._callback = made, here, [], None

    def request(self, command):
        self.asked.append(command)
        return self

    def addCallback(self, callback):
        self._callback = callback

    def answer(self, event):
        self._callback(event)


def scene(*lines, **welcome):
    made = state(joined(), *lines)
    made.has_previews = welcome.get("previews", True)
    return made, made.conversation("lobby")


def shown(conversation, has_cards=True):
    items = Viewport(conversation).items("alice", [], 0.0, PageFacts(has_cards=has_cards))
    return items, "".join(text for item in items for text, _ in render(item, None))


def told(line=1, *previews, pending=False):
    return events.PreviewList(room="lobby", line=line, previews=list(previews), pending=pending)


def test_a_line_has_a_card_until_it_is_edited():
    made, lobby = scene(message(1, text=f"see {URL}"))
    fold_event(made, told(1, pending=True))
    assert lobby.previews == {}
    fold_event(made, told(1, PREVIEW))
    _, text = shown(lobby)
    assert [word in text for word in ("A page", "x.example", "about this", "\u202e")] == [
        True,
        True,
        True,
        False,
    ]
    assert "A page" not in shown(lobby, has_cards=False)[1]
    edited = events.Edited(room="lobby", seq=2, id=2, ts=1e9 + 1, sender="bob", line=1, text="no more")
    fold_event(made, edited)
    assert "A page" not in shown(lobby)[1]


def test_the_title_is_a_link_to_the_page():
    made, lobby = scene(message(1, text=URL))
    fold_event(made, told(1, PREVIEW))
    pieces = [piece for item in shown(lobby)[0] for piece in render(item, None)]
    assert any(text.startswith("A page") and f"do:link:{URL}" in tags for text, tags in pieces)


def test_each_line_with_a_link_is_asked_about_once_and_one_after_another():
    made, lobby = scene(message(1, text=URL), message(2, text="no link"), message(3, text=URL))
    session = Session(made)
    questions = LinkQuestions(session, is_on=True)
    items, _ = shown(lobby)
    questions.look_at(lobby, items)
    questions.look_at(lobby, items)
    assert session.asked == [commands.Previews(room=lobby.room, seq=3)]
    session.answer(told(3, pending=True))
    session.answer(told(1, pending=True))
    questions.look_at(lobby, items)
    assert [each.seq for each in session.asked] == [3, 1]


def test_a_refusal_ends_the_questions_and_a_cut_has_them_asked_again():
    made, lobby = scene(message(1, text=URL), message(2, text=URL))
    session = Session(made)
    questions = LinkQuestions(session, is_on=True)
    items, _ = shown(lobby)
    questions.look_at(lobby, items)
    session.answer(events.Error(code="previews_off", text=""))
    questions.look_at(lobby, items)
    assert [each.seq for each in session.asked] == [2]
    cut = LinkQuestions(again := Session(made), is_on=True)
    cut.look_at(lobby, items)
    again.answer(None)
    cut.look_at(lobby, items)
    assert [each.seq for each in again.asked] == [2, 2]


def test_nothing_is_asked_where_the_server_or_the_user_wants_no_cards():
    made, lobby = scene(message(1, text=URL))
    items, _ = shown(lobby)
    off = Session(made)
    LinkQuestions(off, is_on=False).look_at(lobby, items)
    made.has_previews = False
    LinkQuestions(off, is_on=True).look_at(lobby, items)
    assert off.asked == []
