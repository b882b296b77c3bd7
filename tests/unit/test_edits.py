"""An invalid change is answered with the field and the rule it breaks."""

import pytest

from chatservice.model.edits import (
    ChangeLimits,
    ChangeProblem,
    InvalidChange,
    check_splits,
    check_text,
    read_changes,
    with_line_feeds,
)
from chatservice.model.utf16 import to_units

LENGTH = 10


def problem(call, *arguments):
    with pytest.raises(InvalidChange) as caught:
        call(*arguments)
    return caught.value.field, caught.value.problem, caught.value.limit


@pytest.mark.parametrize(
    ("splices", "field", "rule", "limit"),
    [
        ([(-1, 2, "")], "changes[0].from", ChangeProblem.OUT_OF_RANGE, LENGTH),
        ([(11, 11, "x")], "changes[0].from", ChangeProblem.OUT_OF_RANGE, LENGTH),
        ([(0, 1, ""), (3, 11, "")], "changes[1].to", ChangeProblem.OUT_OF_RANGE, LENGTH),
        ([(3, 2, "x")], "changes[0].to", ChangeProblem.OUT_OF_RANGE, LENGTH),
        ([(3, 5, ""), (4, 6, "")], "changes[1].from", ChangeProblem.OUT_OF_ORDER, 5),
        ([(3, 3, "")], "changes[0]", ChangeProblem.CHANGES_NOTHING, None),
        ([(3, 3, "a\rb")], "changes[0].text", ChangeProblem.FORBIDDEN_CHARACTER, None),
        ([(0, 1, ""), (3, 3, "\0")], "changes[1].text", ChangeProblem.FORBIDDEN_CHARACTER, None),
        ([(3, 3, "a\udc00b")], "changes[0].text", ChangeProblem.LONE_SURROGATE, None),
        ([(3, 3, "😀" * 26)], "changes[0].text", ChangeProblem.TOO_LONG, 50),
        ([(1, 2, "")] * 4, "changes", ChangeProblem.TOO_MANY, 3),
    ],
)
def test_a_change_that_breaks_a_rule(splices, field, rule, limit):
    assert problem(read_changes, splices, LENGTH, ChangeLimits(50, 3)) == (field, rule, limit)


def test_a_change_at_the_very_limits_is_read():
    splices = [(0, 0, "x" * 50), (0, 10, ""), (10, 10, "😀" * 25)]
    assert read_changes(splices, LENGTH, ChangeLimits(50, 3)).splices() == splices
    assert read_changes([], LENGTH).is_empty


def test_a_character_is_not_cut():
    text = to_units("a😀b")
    check_splits([(1, 3, ""), (4, 4, "x")], text)
    cut = ChangeProblem.SPLITS_CHARACTER
    assert problem(check_splits, [(0, 1, ""), (2, 2, "x")], text) == ("changes[1].from", cut, None)
    assert problem(check_splits, [(1, 2, "")], text) == ("changes[0].to", cut, None)


def test_a_whole_text_keeps_the_same_rules():
    check_text("text", "tabs\tand\nlines and 😀")
    assert problem(check_text, "text", "a\r\nb")[:2] == ("text", ChangeProblem.FORBIDDEN_CHARACTER)


def test_an_imported_text_has_the_line_ends_of_here():
    assert with_line_feeds("a\r\nb\rc\nd\0") == "a\nb\nc\nd\0"
