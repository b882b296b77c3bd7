"""What programs post at a webhook, and the text that becomes of it."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.errors import BadJson
from chatservice.wire.webhooks import bodies
from chatservice.wire.webhooks.bodies import FORM, JSON


def text_of(body, kind, **headers):
    """Headers are written with _ for -."""
    return bodies.text_of(body, kind, lambda name: headers.get(name.replace("-", "_"), ""))


def said(post, kind=JSON, **headers):
    return text_of(json.dumps(post).encode(), kind, **headers)


def test_plain_text_is_taken_as_it_is():
    assert text_of(b"build ok\n", "text/plain") == "build ok"
    assert text_of(b"build ok", FORM) == "build ok"  # curl -d says so of everything
    assert text_of("深夜".encode(), "") == "深夜"
    assert text_of(b"a\xffb", "text/plain") == "a\ufffdb"


def test_an_object_is_read_whatever_the_type_says():
    assert said({"text": "build ok"}) == "build ok"
    assert said({"text": "build ok"}, FORM) == "build ok"
    assert said({"text": "build ok"}, "text/plain") == "build ok"


def test_a_form_may_hold_it_in_its_payload():
    assert text_of(b"payload=%7B%22text%22%3A+%22build+ok%22%7D", FORM) == "build ok"


def test_a_text_that_begins_like_an_object_is_a_text():
    assert text_of(b"{oops} what is this", "text/plain") == "{oops} what is this"


@pytest.mark.parametrize("body", [b"{", b'{"text":', b"\xff", b"[" * 9999])
def test_what_is_called_json_has_to_be_it(body):
    with pytest.raises(BadJson):
        text_of(body, JSON)


def test_what_is_not_understood_is_left_out():
    assert said({"text": "hi", "icon_emoji": ":tada:", "channel": "#ops", "mrkdwn": True}) == "hi"


def test_the_username_is_shown_and_takes_nobodys_place():
    assert said({"text": "hi", "username": "alice"}) == "(alice) hi"
    assert said({"text": "hi", "username": "a\nb  c"}) == "(a b c) hi"
    assert said({"text": "hi", "username": "x" * 500}) == f"({'x' * 80}) hi"


def test_attachments_are_told_in_words():
    post = {
        "text": "Build",
        "attachments": [
            {
                "fallback": "for those who show nothing else",
                "color": "#36a64f",
                "pretext": "before",
                "title": "#77",
                "title_link": "https://ci.example/77",
                "text": "3 tests failed",
                "fields": [{"title": "Branch", "value": "main", "short": True}, {"value": 3}],
                "footer": "ci",
            },
            {"fallback": "only this"},
        ],
    }
    assert said(post).splitlines() == [
        "Build",
        "before",
        "🟩 #77 (https://ci.example/77)",
        "3 tests failed",
        "Branch: main",
        "3",
        "ci",
        "only this",
    ]


def test_blocks_are_told_when_there_is_no_text():
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Deploy"}},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*env* prod"}, 3]},
        {"type": "context", "elements": [{"type": "image", "image_url": "x"}, {"text": "by carol"}]},
        {"type": "divider"},
    ]
    assert said({"blocks": blocks}).splitlines() == ["Deploy", "*env* prod", "x", "by carol"]
    assert said({"text": "summary", "blocks": blocks}) == "summary"
    piece = {"type": "rich_text_section", "elements": [{"type": "text", "text": "2"}]}
    rows = [
        [{"type": "raw_text", "text": "Host"}, {"type": "raw_text", "text": "Load"}],
        [{"type": "raw_text", "text": "db1"}, {"type": "rich_text", "elements": [piece]}],
        "no row",
    ]
    assert said({"blocks": [{"type": "table", "rows": rows}]}) == "Host | Load\ndb1 | 2"


@pytest.mark.parametrize(
    ("slack", "plain"),
    [
        ("see <https://x.example/a?b=1&amp;c=2|the log>", "see the log (https://x.example/a?b=1&c=2)"),
        ("see <https://x.example>", "see https://x.example"),
        ("<!here> <@U123> <#C1|ops>", "@here @U123 ops"),
        ("1 &lt; 2 &amp;lt; 3", "1 < 2 &lt; 3"),
        ("a < b > c", "a < b > c"),
    ],
)
def test_links_and_entities_are_as_one_would_write_them(slack, plain):
    assert said({"text": slack}) == plain


@given(st.binary(max_size=300), st.sampled_from([JSON, FORM, "text/plain", ""]))
def test_nothing_else_is_ever_raised(body, kind):
    with contextlib.suppress(BadJson):
        assert isinstance(text_of(body, kind), str)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=9) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["text", "attachments", "blocks", "fields", "elements", "title", "value", "username"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=25,
    )
)
def test_nor_for_any_object(post):
    with contextlib.suppress(BadJson):
        assert isinstance(said(post), str)
