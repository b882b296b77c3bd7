"""Indentation, brackets and finding in an editor."""

import pytest

from chatservice.client.model.code_text import (
    bracket_pair,
    dedent_width,
    find,
    next_indent,
    to_next_stop,
)


@pytest.mark.parametrize(
    ("before", "language", "indent"),
    [
        ("x = 1", "python", ""),
        ("    x = 1", "python", "    "),
        ("if x:", "python", "    "),
        ("if x:", "c", ""),
        ("  while (1) {", "c", "      "),
        ("\tcall(", "java", "\t    "),
        ("    return x", "python", ""),
        ("    return x;", "c", "    "),
        ("    returned = 1", "python", "    "),
    ],
)
def test_a_line_begins_where_its_block_does(before, language, indent):
    assert next_indent(before, language) == indent


def test_tab_goes_to_the_next_stop_and_back():
    assert [len(to_next_stop(column)) for column in (0, 1, 4, 7)] == [4, 3, 4, 1]
    assert [dedent_width(line) for line in ("x", " x", "    x", "     x", "\tx", "")] == [0, 1, 4, 1, 1, 0]


@pytest.mark.parametrize(
    ("text", "cursor", "pair"),
    [
        ("f(a[1], (2))", 1, (1, 11)),
        ("f(a[1], (2))", 12, (11, 1)),
        ("f(a[1])", 5, (5, 3)),
        ("f(", 1, None),
        ("plain", 2, None),
        ("", 0, None),
    ],
)
def test_the_other_bracket_is_found(text, cursor, pair):
    assert bracket_pair(text, cursor) == pair


def test_finding_goes_around_and_minds_case_only_where_it_is_typed():
    text = "One two one"
    assert find(text, "one", 1) == 8
    assert find(text, "one", 9) == 0
    assert find(text, "One", 1) == 0
    assert find(text, "one", 8, back=True) == 0
    assert find(text, "one", 0, back=True) == 8
    assert find(text, "none", 0) is None
    assert find(text, "", 0) is None
