"""What happened in a room, in the language of the window."""

import pytest

from chatservice.client.model import facts
from chatservice.model import events
from chatservice.wire.event_text import notices

WHERE = {"room": "ops", "rid": "!1", "seq": 2, "id": 3, "ts": 1.0, "sender": "ada"}


def test_in_english_they_are_a_terminals_lines():
    for event in (events.TopicSet(**WHERE, text="tea"), events.ModeSet(**WHERE, readonly=True, slow=5.0)):
        assert facts.lines(event) == notices(event)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            events.TopicSet(**WHERE, text="te\x1b[2Ja"),
            "ada hat das Thema gesetzt: te\N{SYMBOL FOR ESCAPE}[2Ja",
        ),
        (events.TopicSet(**WHERE, text=""), "ada hat das Thema gelöscht"),
        (events.TopicSet(**WHERE, text="{who} {0}"), "ada hat das Thema gesetzt: {who} {0}"),
        (events.Added(**WHERE, who="ada"), "ada ist beigetreten"),
        (events.Removed(**WHERE, who="bob"), "ada hat bob entfernt"),
        (events.RoleSet(**WHERE, who="bob", role="owner"), "ada hat bob die Rolle owner gegeben"),
        (events.RoomRenamed(**WHERE, was="a", name="b"), "ada hat den Raum a in b umbenannt"),
        (events.PinSet(**WHERE, line=1, on=False), "ada hat eine Zeile gelöst"),
        (
            events.ModeSet(**WHERE, readonly=False, slow=2.5, most=0, password=True),
            "ada hat den Raum geändert: alle dürfen schreiben, eine Zeile alle 2.5 s, "
            "keine Höchstzahl von Personen, ein neues Passwort",
        ),
    ],
)
def test_in_another_language_each_is_one_sentence(german, event, line):
    assert facts.lines(event) == [line]
