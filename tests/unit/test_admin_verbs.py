"""One table of verbs: the parser, help and who does it are made from it."""

import pytest

from chatservice.admin import cli, verbs
from chatservice.admin.errors import AdminError
from chatservice.admin.files import DOES
from chatservice.admin.steps import STEPS
from chatservice.model.commands import OperatorCommand


def parsed(*words):
    return cli.verb_of(cli.parser().parse_args(words))


@pytest.mark.parametrize("verb", verbs.VERBS, ids=verbs.tag)
def test_every_verb_has_help_and_somebody_who_does_it(verb):
    first, _ = verbs.about(verb)
    assert first.endswith(".")
    assert len(first) < 110
    assert all(argument.arg.help for argument in verbs.arguments(verb))
    if issubclass(verb, verbs.FileVerb):
        assert verb in DOES
    else:
        assert verb in STEPS or issubclass(verb, OperatorCommand) or verb is verbs.UsersEraseVerb


@pytest.mark.parametrize("verb", verbs.VERBS, ids=verbs.tag)
def test_every_verb_can_be_typed(verb):
    words = verbs.tag(verb).split()
    for argument in verbs.arguments(verb):
        if argument.required:
            words.append(argument.arg.choices[0] if argument.arg.choices else "word")
    assert type(parsed(*words)) is verb


def test_the_options_of_chatctl_stand_before_or_after_the_verb():
    for words in (("--data", "x", "rooms", "list"), ("rooms", "list", "--data", "x")):
        assert cli.parser().parse_args(words).data == "x"


def test_a_text_is_the_rest_of_the_line():
    assert parsed("announce", "back", "at", "noon") == verbs.AnnounceVerb(text="back at noon")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "VERB"),
        (["rooms"], "WHAT"),
        (["satus"], "did you mean status?"),
        (["rooms", "lst"], "did you mean list?"),
        (["\x1b[31m"], "is nothing that chatctl knows"),
        (["rooms", "create"], "NAME"),
        (["status", "--frob"], "--frob"),
    ],
)
def test_what_is_not_understood_is_one_line_and_status_2(words, said, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.parser().parse_args(words)
    error = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in error
    assert error.startswith("chatctl: ")
    assert error.count("\n") == 1
    assert "\x1b" not in error


def test_help_names_every_verb(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.parser().parse_args(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for verb in verbs.VERBS:
        assert f"  {verbs.usage(verb)}\n      {verbs.about(verb)[0]}\n" in said


def test_usage_shows_what_must_be_there_and_what_may():
    assert verbs.usage(verbs.RoomsCreate) == "rooms create NAME"
    assert verbs.usage(verbs.AnnounceVerb) == "announce [TEXT]"


def test_a_value_of_the_wrong_kind_is_an_answer_not_a_crash():
    found = cli.parser().parse_args(["rooms", "create", "x"])
    found.name = 7
    with pytest.raises(AdminError, match="not understood"):
        cli.verb_of(found)
