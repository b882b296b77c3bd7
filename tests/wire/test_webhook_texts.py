"""What is posted to a webhook in no known shape, in forms and in anything else: the best text of it."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.errors import BadJson
from chatservice.model.shortening import shortened
from chatservice.wire.webhooks.bodies import FORM, JSON
from chatservice.wire.webhooks.colours import square
from tests.wire.test_webhook_shapes import lines, text_of


@pytest.mark.parametrize(
    ("post", "text"),
    [
        (
            {"heartbeat": {"status": 0}, "monitor": {"name": "web"}, "msg": "[web] [Down] 502"},
            "[web] [Down] 502",
        ),
        (
            {
                "topic": "ops",
                "title": "Backup",
                "message": "done",
                "tags": ["ok"],
                "click": "u",
                "priority": 4,
            },
            "! Backup\ndone\nu",
        ),
        ({"title": "Backup", "message": "done", "priority": 5, "extras": {}}, "!! Backup\ndone"),
        ({"summary": "all is well"}, "all is well"),
        ({"event": "deploy", "details": {"env": "prod"}}, "deploy\nenv: prod"),
        ({"Type": "Notification", "Subject": "Disk", "Message": "is full"}, "Disk\nis full"),
        ({"status": "failed", "message": "Fix it", "build_url": "u"}, "[failed] Fix it\nu"),
        ({"message": {"text": "Build 2 succeeded", "html": "<b>2</b>"}, "id": 7}, "Build 2 succeeded"),
        ({"action": "create", "data": {"id": 7, "title": "Slow"}}, "action: create\ndata.title: Slow"),
        ({"build": {"number": 1, "apiKey": "x", "tags": ["a", "b"]}}, "build.number: 1\nbuild.tags: a, b"),
        ({"id": 7}, '{\n  "id": 7\n}'),
        ({"text": 5}, "5"),
        ({"a": 1, "b": [True, [None, 2]]}, "a: 1\nb: true\nb: [null, 2]"),
        ({}, "{}"),
        ([], "[]"),
        ("just words", "just words"),
        ([{"text": "one"}, {"text": "two"}], "one\ntwo"),
        ({"text": "", "username": "x"}, "username: x"),
        (dict.fromkeys("abcdefghijklm", 1), None),
    ],
)
def test_of_anything_else_the_best_text_is_taken(post, text):
    told = "\n".join(lines(post))
    if text is None:
        assert told.endswith("\nl: 1\n… (1 more)")
    else:
        assert told == text


def test_a_value_of_another_type_costs_its_own_words_only():
    fields = [
        {"title": "n", "value": 1.85},
        {"title": "ok", "value": True},
        {"title": "l", "value": ["a", "b"]},
        {"title": "o", "value": {"a": 1}},
        {"title": None, "value": None},
        "no field",
    ]
    post = {"text": "disk", "attachments": [{"title": 5, "ts": 1555507262.5, "fields": fields}]}
    assert lines(post) == ["disk", "5", "n: 1.85", "ok: true", "l: a, b", 'o: {"a": 1}']
    assert lines({"attachments": {"text": "single"}}) == ["single"]
    assert lines({"text": "said", "blocks": "nothing", "attachments": 7}) == ["said"]


@pytest.mark.parametrize("text", ["std::vector<int> v; Map<K, V> m; if (a<b && c>d) <T>", "1 <2> 3", "<>"])
def test_code_is_no_markup(text):
    assert lines({"text": text}) == [text]


def test_links_people_and_dates_of_slack_are_as_people_write_them():
    text = (
        "see <https://x.example/a?b=1&amp;c=2|the log>, <mailto:a@x.example|a@x.example>, <!here>, "
        "<!date^1392734382^Posted {date_num} {time_secs}|Posted 2014-02-18>, &lt;b&gt;"
    )
    assert lines({"text": text}) == [
        "see the log (https://x.example/a?b=1&c=2), a@x.example, @here, Posted 2014-02-18, <b>"
    ]


def test_what_slacks_own_composer_makes_is_told():
    pieces = [
        {"type": "text", "text": "Look at "},
        {"type": "link", "url": "https://x.example", "text": "this"},
        {"type": "text", "text": " "},
        {"type": "emoji", "name": "tada", "unicode": "1f389"},
        {"type": "user", "user_id": "U1"},
    ]
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": pieces},
            {"type": "rich_text_list", "elements": [item]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
        ],
    }
    actions = {
        "type": "actions",
        "elements": [
            {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "url": "https://o.example"}
        ],
    }
    image = {"type": "image", "image_url": "https://i.example/1.png", "alt_text": "a graph"}
    assert lines({"blocks": [rich, actions, image]}) == [
        "Look at this (https://x.example) 🎉@U1",
        "• one",
        "> quoted",
        "Open (https://o.example)",
        "a graph (https://i.example/1.png)",
    ]


def test_a_form_holds_an_object_or_a_text():
    body = b"channel=%23ops&payload=%7B%22text%22%3A%22a+%26+b+%3D+c%22%7D"
    assert text_of(body, FORM) == text_of(body, f"{FORM}; charset=UTF-8") == "a & b = c"
    assert text_of(b"text=hello+world", FORM) == "hello world"
    assert text_of(b"title=Backup&message=done", FORM) == "Backup\ndone"
    assert text_of(b"a=b", FORM) == "a=b"
    assert text_of(b"text = 5", FORM) == "text = 5"


@pytest.mark.parametrize(
    ("name", "value", "text"), [("payload", '{"text":"hi"}', "hi"), ("text", "hello", "hello")]
)
def test_a_form_with_parts_does_too(name, value, text):
    part = f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n--X--\r\n'
    assert text_of(part.encode(), "multipart/form-data; boundary=X") == text


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (
            {"title": "Backup", "priority": "high", "click": "https://b.example"},
            "! Backup\ndone\nhttps://b.example",
        ),
        ({"x_title": "Gr\xc3\xbc\xc3\x9fe"}, "Grüße\ndone"),
        ({"title": "=?UTF-8?B?w5xiZXI=?="}, "Über\ndone"),
        ({"title": "=?x?Q?=ff?= \xff"}, "=?x?Q?=ff?= ÿ\ndone"),
        ({"title": "=?UTF-7?Q?half+2AA-?="}, "half?\ndone"),
        ({"priority": "high"}, "done"),
    ],
)
def test_the_title_of_a_plain_text_may_be_in_the_head(head, text):
    assert text_of(b"done\n", "text/plain", **head) == text


def test_a_form_may_have_its_object_in_a_file():
    head = b'--X\r\nContent-Disposition: form-data; name="payload"; filename="p.json"\r\n\r\n'
    assert text_of(head + b'{"text":"hi"}\r\n--X--\r\n', "multipart/form-data; boundary=X") == "hi"


def test_a_mark_of_the_byte_order_says_nothing():
    assert text_of(b"\xef\xbb\xbf" + b'{"text":"hi"}', JSON) == "hi"
    assert text_of(b"\xef\xbb\xbfhi", "text/plain") == "hi"


def test_of_many_attachments_it_is_told_how_many_are_left_out():
    text = lines({"attachments": [{"text": "x" * 90}] * 109})
    assert len(text) == 51
    assert text[-1] == "… and 59 more"


def test_a_long_text_is_cut_at_a_line_with_a_mark():
    text = "\n".join("ä" * 450 for _ in range(20))
    short = shortened(text, 8192)
    assert len(short.encode()) <= 8192
    *whole, mark = short.split("\n")
    assert all(line == "ä" * 450 for line in whole)
    assert mark == f"… (cut: {len(text) - len(short) + len(mark) + 1:,} more characters)"
    assert shortened("x" * 100, 100) == "x" * 100
    single = shortened("😀" * 100, 200)
    assert single == "😀" * 34 + "\n… (cut: 66 more characters)"


def test_a_colour_is_a_square_of_about_that_colour():
    named = [
        "danger",
        "#ff0000",
        0xFF0000,
        "warning",
        "#FFA500",
        "good",
        "#36a64f",
        "439FE0",
        "#9b59b6",
        "#e91e63",
    ]
    assert "".join(map(square, named)) == "🟥🟥🟥🟨🟧🟩🟩🟦🟪🟥"
    assert [square(colour) for colour in ("#888888", "", None, "blue", -1, 1 << 24, True, "#fff")] == [""] * 8


KEYS = """text attachments blocks fields elements title value type alerts labels annotations embeds content
sections facts body items build name phase object_kind project object_attributes commits ref sender repository
data event level color actions url image_url msg status""".split()  # noqa: SIM905
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.text(max_size=9)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(ANY, st.sampled_from(["x_github_event", "x_gitlab_event", "sentry_hook_resource", "none"]))
def test_no_object_is_refused_and_none_is_lost(post, header):
    assert text_of(json.dumps(post).encode(), JSON, **{header: "push"}).strip()


@given(
    st.binary(max_size=300),
    st.sampled_from([JSON, FORM, "text/plain", "multipart/form-data; boundary=X", ""]),
)
def test_nothing_but_bad_json_is_ever_raised(body, kind):
    with contextlib.suppress(BadJson):
        assert isinstance(text_of(body, kind), str)


@pytest.mark.parametrize("body", [b"[" * 500 + b"]" * 500, b'{"text":' * 300 + b"1" + b"}" * 300])
def test_what_is_deep_is_told_as_it_is(body):
    assert text_of(body, JSON)


def test_a_number_of_a_thousand_digits_and_half_a_character_are_told():
    assert text_of(b'{"text":"a","n":' + b"9" * 5000 + b"}", JSON).startswith("a")
    assert text_of(b'{"value":1,"n":' + b"9" * 5000 + b"}", JSON)
    assert text_of(b'{"n":1e999}', JSON) == "n: Infinity"
    with contextlib.suppress(BadJson):
        text_of(rb'{"text":"\ud800"}', JSON).encode()
