"""What other programs post to a webhook, in the shapes that their manuals describe, and the text of it."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.errors import BadJson
from chatservice.model.shortening import shortened
from chatservice.wire.webhooks import bodies
from chatservice.wire.webhooks.bodies import FORM, JSON
from chatservice.wire.webhooks.colours import square


def text_of(body, kind=JSON, **headers):
    """Headers are written with _ for -."""
    return bodies.text_of(body, kind, lambda name: headers.get(name.replace("-", "_"), ""))


def lines(post, **headers):
    return text_of(json.dumps(post).encode(), JSON, **headers).splitlines()


def alert(status, name, **more):
    labels = {"alertname": name, "severity": "critical", "instance": "db1:9100"}
    return {"status": status, "labels": labels, "annotations": {"summary": f"{name} on db1"}, **more}


def test_grafana_tells_each_alert_with_its_links():
    firing = alert(
        "firing",
        "DiskFull",
        valueString="[ var='A' value=97 ]",
        dashboardURL="https://g.example/d/1",
        silenceURL="https://g.example/silence",
        panelURL="",
        imageURL="https://g.example/i.png",
    )
    post = {
        "receiver": "chat",
        "status": "firing",
        "orgId": 1,
        "alerts": [firing],
        "groupLabels": {},
        "commonLabels": {},
        "version": "1",
        "truncatedAlerts": 2,
        "title": "[FIRING:1] DiskFull",
        "state": "alerting",
        "message": "**Firing**\n\nValue: A=97",
    }
    assert lines(post) == [
        "[FIRING:1] DiskFull",
        "firing: DiskFull on db1",
        "[ var='A' value=97 ]",
        "dashboard: https://g.example/d/1",
        "silence: https://g.example/silence",
        "image: https://g.example/i.png",
        "… and 2 more",
    ]
    older = {
        "title": "[Alerting] CPU",
        "ruleName": "CPU",
        "ruleUrl": "https://g.example/r",
        "message": "high",
    }
    assert lines(older) == ["[Alerting] CPU", "high", "https://g.example/r"]


def test_alertmanager_counts_what_fires_and_tells_what_it_is():
    post = {
        "version": "4",
        "groupKey": "{}:{}",
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "chat",
        "groupLabels": {"alertname": "InstanceDown"},
        "commonLabels": {"alertname": "InstanceDown", "severity": "critical"},
        "commonAnnotations": {},
        "externalURL": "http://am.example",
        "alerts": [
            alert("resolved", "InstanceDown"),
            {**alert("firing", "InstanceDown"), "annotations": {}, "generatorURL": "http://prom.example/g"},
        ],
    }
    assert lines(post) == [
        "[FIRING 1, resolved 1] InstanceDown critical",
        "resolved: InstanceDown on db1 db1:9100",
        "firing: InstanceDown db1:9100 (http://prom.example/g)",
        "http://am.example",
    ]


REPOSITORY = {"full_name": "team/app", "html_url": "https://github.example/team/app"}
SENDER = {"login": "carol"}


@pytest.mark.parametrize(
    ("event", "post", "text"),
    [
        (
            "ping",
            {"zen": "Keep it logically awesome.", "hook_id": 1},
            "carol set up this webhook for team/app: Keep it logically awesome.",
        ),
        (
            "push",
            {
                "ref": "refs/heads/main",
                "compare": "https://github.example/c",
                "commits": [{"message": "Fix the bug\n\nReally"}],
            },
            "carol pushed 1 commit to main of team/app: Fix the bug (https://github.example/c)",
        ),
        (
            "push",
            {
                "ref": "refs/heads/x",
                "commits": [{"message": str(number)} for number in range(7)],
                "compare": "u",
            },
            "carol pushed 7 commits to x of team/app (u)\n- 0\n- 1\n- 2\n- 3\n- 4\n… and 2 more",
        ),
        ("push", {"ref": "refs/heads/x", "deleted": True, "commits": []}, "carol deleted x of team/app"),
        (
            "pull_request",
            {
                "action": "opened",
                "pull_request": {"number": 7, "title": "Cache", "html_url": "u", "body": "why"},
            },
            "carol opened pull request #7 Cache in team/app (u)\nwhy",
        ),
        (
            "issue_comment",
            {
                "action": "created",
                "issue": {"number": 3, "title": "Slow"},
                "comment": {"html_url": "u", "body": "me too"},
            },
            "carol created comment #3 Slow in team/app (u)\nme too",
        ),
        (
            "workflow_run",
            {"action": "completed", "workflow_run": {"name": "CI", "conclusion": "failure", "html_url": "u"}},
            "carol completed workflow run CI in team/app: failure (u)",
        ),
        ("star", {"action": "created"}, "carol created star in team/app (https://github.example/team/app)"),
    ],
)
def test_github_tells_who_did_what(event, post, text):
    post = {**post, "repository": REPOSITORY, "sender": SENDER}
    assert "\n".join(lines(post, x_github_event=event)) == text
    form = f"payload={'%'.join(['', *[f'{byte:02x}' for byte in json.dumps(post).encode()]])}".encode()
    assert text_of(form, FORM, x_github_event=event) == text


PROJECT = {"name": "app", "path_with_namespace": "team/app", "web_url": "https://gitlab.example/team/app"}


@pytest.mark.parametrize(
    ("post", "text"),
    [
        (
            {
                "object_kind": "push",
                "ref": "refs/heads/main",
                "after": "da1560886d4f",
                "user_username": "carol",
                "total_commits_count": 1,
                "commits": [{"title": "Fix it", "message": "Fix it\n"}],
            },
            "carol pushed 1 commit to main of team/app: Fix it (https://gitlab.example/team/app)",
        ),
        (
            {
                "object_kind": "pipeline",
                "user": {"username": "carol"},
                "object_attributes": {
                    "id": 31,
                    "ref": "main",
                    "status": "failed",
                    "detailed_status": "failed",
                },
            },
            "carol pipeline #31 main of team/app: failed (https://gitlab.example/team/app/-/pipelines/31)",
        ),
        (
            {
                "object_kind": "merge_request",
                "user": {"username": "carol"},
                "object_attributes": {"iid": 1, "title": "Cache", "action": "open", "url": "u"},
            },
            "carol merge request #1 Cache of team/app: open (u)",
        ),
        (
            {
                "object_kind": "note",
                "user": {"username": "carol"},
                "issue": {"iid": 4, "title": "Slow"},
                "object_attributes": {"id": 99, "note": "me too", "url": "u"},
            },
            "carol note #4 Slow of team/app (u)\nme too",
        ),
        (
            {"object_kind": "build", "build_name": "test", "build_status": "failed", "ref": "main"},
            "test of team/app on main: failed",
        ),
    ],
)
def test_gitlab_tells_who_did_what(post, text):
    assert "\n".join(lines({**post, "project": PROJECT}, x_gitlab_event="Some Hook")) == text
    assert "\n".join(lines({**post, "project": PROJECT})) == text


def test_jenkins_tells_how_a_build_went():
    build = {
        "full_url": "http://ci.example/job/app/18/",
        "number": 18,
        "phase": "COMPLETED",
        "status": "SUCCESS",
    }
    post = {"name": "app", "url": "job/app/", "build": {**build, "scm": {"branch": "origin/main"}}}
    assert lines(post) == ["app #18: SUCCESS on main (http://ci.example/job/app/18/)"]
    started = {"name": "app", "build": {"number": 19, "phase": "STARTED", "full_url": "u"}}
    assert lines(started) == ["app #19: started (u)"]
    noted = {"name": "app", "build": {"number": 20, "phase": "QUEUED", "full_url": "u", "notes": "by hand"}}
    assert lines(noted) == ["app #20: queued (u)", "by hand"]


def test_discords_embeds_are_told():
    embed = {
        "title": "Down",
        "url": "https://x.example",
        "description": "502",
        "color": 15158332,
        "fields": [{"name": "region", "value": "eu"}],
        "author": {"name": "watch"},
        "image": {"url": "https://x.example/i.png"},
        "footer": {"text": "v2"},
    }
    assert lines({"content": "look", "username": "Bot", "embeds": [embed]}) == [
        "(Bot) look",
        "🟥 watch",
        "Down (https://x.example)",
        "502",
        "region: eu",
        "https://x.example/i.png",
        "v2",
    ]
    assert lines({"content": "only this"}) == ["only this"]


def test_cards_of_teams_are_told():
    card = {
        "@type": "MessageCard",
        "@context": "http://schema.org/extensions",
        "themeColor": "FF8800",
        "summary": "not shown",
        "title": "Build",
        "text": "broken",
        "sections": [{"activityTitle": "by carol", "facts": [{"name": "branch", "value": "main"}]}],
        "potentialAction": [{"@type": "OpenUri", "name": "Look", "targets": [{"os": "default", "uri": "u"}]}],
    }
    assert lines(card) == ["🟧 Build", "broken", "by carol", "branch: main", "Look (u)"]
    column = {"type": "Column", "items": [{"type": "TextBlock", "text": "inside"}]}
    content = {
        "type": "AdaptiveCard",
        "body": [
            {"type": "TextBlock", "text": "Deploy"},
            {"type": "FactSet", "facts": [{"title": "env", "value": "prod"}]},
            {"type": "ColumnSet", "columns": [column]},
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "Open", "url": "u"}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    message = {"type": "message", "attachments": [{"contentType": kind, "content": content}]}
    assert lines(message) == lines(content) == ["Deploy", "env: prod", "inside", "Open (u)"]


def test_sentry_tells_the_error_and_its_rule():
    event = {"title": "ReferenceError: heck", "level": "error", "culprit": "app.js", "web_url": "u"}
    post = {"action": "triggered", "data": {"event": event, "triggered_rule": "Any error"}, "actor": {}}
    assert lines(post, sentry_hook_resource="event_alert") == [
        "[error] event alert triggered: ReferenceError: heck (u)",
        "app.js",
        "Rule: Any error",
    ]
    metric = {"data": {"description_title": "Resolved: Too many", "description_text": "1000", "web_url": "u"}}
    assert lines({"action": "resolved", **metric}, sentry_hook_resource="metric_alert") == [
        "Resolved: Too many (u)",
        "1000",
    ]
    older = {"project_slug": "app", "project_name": "App", "culprit": "a in b", "level": "error", "url": "u"}
    assert lines({**older, "message": "boom"}) == ["[error] App: boom (u)", "a in b"]


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
        ({"event": "deploy", "details": {"env": "prod"}}, 'deploy\n{"env": "prod"}'),
        ({"text": 5}, "5"),
        ({"a": 1, "b": [True, None]}, '{\n  "a": 1,\n  "b": [\n    true,\n    null\n  ]\n}'),
        ({}, "{}"),
        ([], "[]"),
        ("just words", "just words"),
        ([{"text": "one"}, {"text": "two"}], "one\ntwo"),
        ({"text": "", "username": "x"}, '{\n  "text": "",\n  "username": "x"\n}'),
        (dict.fromkeys("abcdefghijklm", 1), None),
    ],
)
def test_of_anything_else_the_best_text_is_taken(post, text):
    told = "\n".join(lines(post))
    if text is None:
        assert told.endswith("… (3 more lines)")
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
    assert text_of(b'{"n":1e999}', JSON) == '{\n  "n": Infinity\n}'
    with contextlib.suppress(BadJson):
        text_of(rb'{"text":"\ud800"}', JSON).encode()
