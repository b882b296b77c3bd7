"""Each fault says what is wrong, in one plain sentence."""

import inspect
from dataclasses import fields
from pathlib import Path

import pytest

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model.edits import ChangeProblem
from chatservice.wire.fault_text import FACT_MAX, PROBLEMS, SENTENCES, sentence

FAULTS = [
    one
    for one in vars(errors).values()
    if inspect.isclass(one) and issubclass(one, Fault) and one is not Fault
]


def example(fault):
    facts = {"str": "xyzzy", "int": 4711, "float": 30.0, "bool": False}
    return fault(
        *(facts[getattr(field.type, "__name__", field.type)] for field in fields(fault) if field.init)
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_a_sentence(fault):
    assert fault in SENTENCES
    said = sentence(example(fault))
    assert said[0].isupper() or said.startswith(("xyzzy", "slow down: "))
    assert len(said.splitlines()) == 1
    assert "{" not in said
    assert len(said) < 160


def test_what_people_read_changes_on_purpose():
    """A fault that is not in the table yet need not be: it has a sentence, as above."""
    lines = Path(__file__).with_name("fault_sentences.txt").read_text("utf-8").splitlines()
    table = dict(line.split(": ", 1) for line in lines)
    said = {fault.__name__: sentence(example(fault)) for fault in FAULTS if fault.__name__ in table}
    assert said == table


def test_a_sentence_tells_the_facts():
    assert sentence(errors.NameTaken("alice")) == "alice is taken. Choose another name."
    assert sentence(errors.LoginTimeout(300.0)) == "You sent no name for 300 seconds. Come back any time."
    assert sentence(errors.BadName("name", "is empty")) == "The name is empty. Choose another one."
    assert sentence(errors.NotInRoom("ops")) == "You are not in ops. /join ops enters it."
    assert sentence(errors.NotInRoom("")) == "You are in no room. /join ROOM enters one."


def test_an_unknown_person_is_told_in_the_words_that_older_clients_know():
    assert sentence(errors.NoSuchUser("bob")) == "User 'bob' not found"


def test_whatever_is_wrong_with_a_change_is_said_in_words():
    elsewhere = {ChangeProblem.TOO_FAR_BEHIND}  # a fault of its own
    assert set(PROBLEMS) == {str(problem) for problem in set(ChangeProblem) - elsewhere}
    for problem, words in PROBLEMS.items():
        said = sentence(errors.BadChange("changes[2].from", problem))
        assert said == f"The change is invalid: changes[2].from {words}."


def test_a_long_fact_is_shortened():
    said = sentence(errors.UnknownCommand("/" + "x" * 8000))
    assert len(said) < FACT_MAX + 80
    assert "..." in said


def test_braces_in_a_fact_are_only_text():
    assert "{0.__class__}" in sentence(errors.NoSuchRoom("{0.__class__}"))


def test_a_new_kind_of_fault_still_says_something():
    class Odd(Fault):
        code = "odd"

    assert sentence(Odd()) == "This cannot be done (odd)."


def test_only_a_flood_ends_the_connection_by_itself():
    assert [fault for fault in FAULTS if example(fault).final] == [errors.Flood]
