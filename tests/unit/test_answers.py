"""What the server answers to typed commands, in the user's language."""

import re
from pathlib import Path

import msgspec
import pytest

import chatservice
from chatservice.client import words
from chatservice.client.link.refusals import worded
from chatservice.client.model import answers
from chatservice.client.model.answer_words import ANSWERS
from chatservice.client.model.answers import notices
from chatservice.client.model.completion import hints
from chatservice.client.model.refusal_shapes import HOLDERS, PLACE, SHAPES
from chatservice.client.model.usage_words import WORDS
from chatservice.core import dispatch  # noqa: F401  # it fills the table of rights
from chatservice.core.rights import RIGHTS
from chatservice.errors import UnknownCommand
from chatservice.model import events
from chatservice.model.arguments import usage
from chatservice.model.commands import TYPED
from chatservice.model.events import Error
from chatservice.wire.event_text import notices as terminal
from chatservice.wire.fault_text import SENTENCES
from tests.answers import EXAMPLES

SERVER = Path(chatservice.__file__).parent

AWAY = events.AwayIs(on=True, text="lunch")


@pytest.fixture
def speaking():
    yield words.use
    words.use("en")


@pytest.mark.parametrize("language", ["de", "es"])
def test_in_another_language_nothing_of_an_answer_is_english(speaking, language):
    in_english = [terminal(event) for event in EXAMPLES]
    speaking(language)
    for event, english in zip(EXAMPLES, in_english, strict=True):
        assert notices(event)
        assert notices(event) != english, type(event).__name__


def test_each_kind_of_answer_has_an_example():
    assert {type(event) for event in EXAMPLES} == set(ANSWERS)


def test_in_english_an_answer_is_what_a_terminal_shows(speaking):
    speaking("en")
    assert all(notices(event) == terminal(event) for event in EXAMPLES)


def test_an_answer_is_put_together_from_what_is_there(speaking):
    speaking("de")
    assert notices(AWAY) == ["Du bist abwesend: lunch"]
    assert notices(events.AwayIs(on=True)) == ["Du bist abwesend."]
    assert notices(events.AwayIs(on=False)) == ["Du bist wieder da."]
    room = events.RoomInfo(room="ops", kind="group", here=3, joined=True, topic="tea")
    rooms = events.RoomList(rooms=[room], more=2)
    assert notices(rooms)[1] == "ops (3 hier, eine Gruppe, du bist darin): tea"


def test_what_people_wrote_is_harmless(speaking):
    speaking("de")
    (line,) = notices(events.AwayIs(on=True, text="a\x1b[2J\nb"))
    assert "\x1b" not in line
    assert "\n" not in line


def test_an_answer_without_words_of_its_own_is_as_on_a_terminal(speaking):
    speaking("de")
    assert notices(events.Pong()) == ["pong"]


def test_each_place_and_each_condition_is_a_field():
    for kind, lines in ANSWERS.items():
        fields = {field.name for field in msgspec.structs.fields(kind)}
        for line in lines:
            assert not line.each or line.each in fields
            for sentence in (each for part in line.parts for each in part):
                named = {name for name, _ in answers.PLACE.findall(sentence.text)} | set(sentence.when)
                assert line.each or {name.split(".")[0] for name in named} <= fields, (kind, sentence)


def test_a_refusal_with_what_was_typed_is_worded_too(speaking):
    sentence = "Not understood: type /mute NAME [for TIME] [REASON]."
    refused = Error(code="bad_command", text=sentence)
    speaking("de")
    assert worded(refused).text == "Nicht verstanden: Tippe /mute NAME [for ZEIT] [GRUND]."
    assert worded(Error(code="bad_command", text="Not understood: {x}")).text == "Not understood: {x}"
    speaking("en")
    assert worded(refused).text == sentence


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_is_a_sentence_of_the_server(shape):
    reason = shape.removeprefix("Not understood: ").removesuffix(".")
    pattern = PLACE.sub(r"\\{[^}]+\\}", re.escape(reason))
    unknown = SENTENCES[UnknownCommand]
    sources = [unknown.replace("{meant}", meant) for meant in ("", " Did you mean {meant}?")]
    files = (file for part in ("core", "wire") for file in (SERVER / part).rglob("*.py"))
    sources += [*SENTENCES.values(), *(file.read_text("utf-8") for file in files)]
    assert any(re.search(pattern, text) for text in sources)


def test_who_has_a_right_is_said_in_the_users_language(speaking):
    speaking("de")
    holders = {part for right in RIGHTS.values() for part in right.holders().split(" and ")}
    assert holders - {*HOLDERS} == {"guests of the server"}  # everyone: nobody is refused so
    text = "Only moderators of the room and moderators of the server may do that: mute."
    refused = worded(Error(code="not_allowed", text=text))
    assert refused.text == "Das dürfen nur Moderatoren des Raums und Moderatoren des Servers: mute."


def test_usages_say_in_the_users_language_what_to_type(speaking):
    speaking("de")
    assert hints("/away ") == ["/away [off] [TEXT] [ZEIT]"]
    assert hints("/mute ") == ["/mute NAME [for ZEIT] [in:RAUM oder in:*] [+address] [GRUND]"]


def test_each_word_of_a_usage_is_known():
    found = {word for kind in TYPED for word in re.findall("[A-Z]{2,}", usage(kind))}
    assert found - WORDS == {"ID", "SEQ", "TOKEN", "URL"}
