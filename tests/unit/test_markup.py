"""What is bold, code or a link; what is shown of hostile text; how a line is rendered."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.client.model.conversation import Notification
from chatservice.client.model.highlight import coloured
from chatservice.client.model.items import MessageItem, NoticeItem
from chatservice.client.model.markup import spans
from chatservice.client.model.mentions import mentions, pattern
from chatservice.client.model.render import NAME_COLOURS, colour_of, render, snippet
from chatservice.client.model.sanitize import LINE_MAX, cut, harmless
from chatservice.model import mention_text
from chatservice.model.events import Message
from chatservice.model.names import fold


def marked(text, mention=None):
    return [(span.text, span.tags) for span in spans(text, mention)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [("plain", ())]),
        ("a **b** c", [("a ", ()), ("b", ("bold",)), (" c", ())]),
        ("*a* and _b_", [("a", ("italic",)), (" and ", ()), ("b", ("italic",))]),
        ("`a*b*`", [("a*b*", ("code",))]),
        ("snake_case_name 2*3*4", [("snake_case_name 2*3*4", ())]),
        ("**open *too", [("**open *too", ())]),
        ("see https://a.b/c_d(e), ok", [("see ", ()), ("https://a.b/c_d(e)", ("link",)), (", ok", ())]),
        ("(https://a.b).", [("(", ()), ("https://a.b", ("link",)), (").", ())]),
        ("javascript:alert(1) file:///etc", [("javascript:alert(1) file:///etc", ())]),
        ("x\n```py\na\n\nb\n```\ny", [("x", ()), ("\n", ()), ("a\n\nb", ("fence", "lang:py")), ("y", ())]),
        ("```\nopen", [("open", ("fence", "lang:"))]),
    ],
)
def test_marks(text, expected):
    assert marked(text) == expected


def test_mentions_are_marked_outside_of_code():
    assert marked("@Bob, bob's @bob's `@bob` @bobby", pattern("bob")) == [
        ("@Bob", ("mention",)),
        (", bob's ", ()),
        ("@bob", ("mention",)),
        ("'s ", ()),
        ("@bob", ("code",)),
        (" @bobby", ()),
    ]


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("@alice", True),
        ("(@Alice)...", True),
        ("@alice's", True),
        ("@alice, look", True),
        ("tea time", True),
        ("hi alice", False),
        ("mail alice@example.org or x@alice", False),
        ("@alice-b @alicia a/@alice", False),
        ("`@alice tea`", False),
        ("teapot", False),
    ],
)
def test_a_line_mentions_me_as_the_server_sees_it(text, yes):
    assert mentions(text, "alice", ["tea"]) is yes
    named = any("alice" in map(fold, each) for each in mention_text.mentioned_names(text))
    assert (named or bool(mention_text.words_in(text, ["tea"]))) is yes


@given(st.text())
def test_nothing_of_a_text_is_lost_but_marks(text):
    shown = "".join(span.text for span in spans(text))
    assert set(shown) <= set(text) | {"\n"}
    kept = [c for c in shown if c not in "*_`\n"]
    given_ = [c for c in text if c not in "*_`\n"]
    assert "```" in text or kept == given_


@given(st.text())
def test_what_is_shown_has_no_control_and_no_bidi_character(text):
    shown = harmless(text)
    assert not any(c < " " and c != "\n" for c in shown)
    assert not any(c in "\u202e\u2066\u2067\u2068\u2069\u200f\x7f\x9b" for c in shown)
    assert all(len(line) <= LINE_MAX for line in shown.split("\n"))


def test_towers_of_marks_are_cut():
    assert len(harmless("a" + "\u0301" * 1000)) < 20


def test_a_line_of_a_megabyte_is_cut_and_can_be_had_whole_up_to_a_cap():
    text = "x" * 1_000_000
    part, left = cut(text, everything=False)
    assert (len(part), left) == (3_000, 997_000)
    part, left = cut(text, everything=True)
    assert (len(part), left) == (100_000, 900_000)
    assert max(map(len, harmless(part).split("\n"))) == LINE_MAX


def said(text, **more):
    line = Message(room="lobby", seq=7, id=7, ts=1e9, sender="bob", text=text)
    return MessageItem(id=("line", 7), ts=1e9, line=line, sender="bob", text=text, **more)


@given(st.text(), st.booleans())
def test_a_rendered_line_is_whole_lines(text, heading):
    pieces = render(said(text, heading=heading), pattern("alice"))
    assert pieces[-1][0].endswith("\n")


def test_nobody_can_forge_a_heading():
    pieces = render(said("hi\nalice  14:02\nI quit"), None)
    heads = [text for text, tags in pieces if "head" in tags]
    assert heads[0] == "bob"
    assert all("alice" not in text for text in heads)


def test_a_long_line_offers_the_rest():
    pieces = render(said("x" * 5_000), None)
    assert pieces[-1] == ("Show all (2,000 more characters)\n", ("body", "act", "do:all:7"))


def test_a_failed_line_says_why_and_offers_to_send_it_again():
    item = MessageItem(
        id=("mine", "k"), ts=0, sender="alice", text="hi", mine=True, standing="failed", reason="No.", key="k"
    )
    text = "".join(text for text, _ in render(item, None))
    assert "Not sent: No." in text
    assert any("do:again:k" in tags for _, tags in render(item, None))


def test_code_that_takes_more_than_a_moment_to_colour_is_plain_from_there_on():
    code = "\ufeff" + "def f(x):\n    return x\n\n" * 50
    ticks = itertools.count()
    pieces = list(coloured(code, "python", lambda: next(ticks) * 0.01))
    assert "".join(piece.text for piece in pieces) == code[1:]
    assert len(pieces) == 4
    assert pieces[0] == ("def", ("fence", "code-keyword"))
    assert pieces[-1].tags == ("fence",)


def test_code_is_coloured_and_stays_the_same():
    code = 'def f(x):\n    return "a"  # b\n'
    pieces = list(coloured(code, "python"))
    assert "".join(span.text for span in pieces) == code
    assert {tag for span in pieces for tag in span.tags} >= {"code-keyword", "code-string", "code-comment"}


@pytest.mark.parametrize("language", ["", "no-such-language"])
def test_code_of_no_known_language_is_plain(language):
    assert [tuple(span) for span in coloured("a b", language)] == [("a b", ("fence",))]


def test_a_name_keeps_its_colour_however_it_is_written():
    assert colour_of("Bob") == colour_of("bob")
    assert len({colour_of(f"user{n}") for n in range(300)}) == NAME_COLOURS


def test_a_snippet_shows_what_was_searched_for_without_marks():
    assert snippet("the **Release** is out", "release") == "the Release is out"
    assert snippet("x " * 200 + "the release", "release") == "…x x x x x the release"
    assert snippet("nothing\nof it", "release") == "nothing of it"


def test_an_address_in_an_answer_can_be_clicked():
    told = NoticeItem(("told", 1), Notification(1, 0, 1e9, "*bob*: a.txt http://h:1/download/f?sig=x_y"))
    pieces = render(told, None)
    assert pieces[0][0] == "*bob*: a.txt "
    assert pieces[1][0] == "http://h:1/download/f?sig=x_y"
    assert "do:link:http://h:1/download/f?sig=x_y" in pieces[1][1]
