"""What a code document was: its versions in steps, compared, and brought back."""

import pytest

from chatservice.storage.sqlite.compacting import compact_some
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_document_roles import grants, refused
from tests.scenes.test_documents import Play, of
from tests.scenes.test_http_api import Api
from tests.scenes.web import Web


@pytest.fixture
def play():
    return Play()


@pytest.fixture
def pair(play):
    """Version 1 of hello is by alice; 2 and 3 are by bob, half a minute later."""
    alice = play.editor("alice")
    alice.asks(cmd="code_new", language="python", title="hello", room="lobby")
    bob = play.editor("bob").opens()
    alice.writes([0, 0, "a\nb\nc\n"])
    play.stage.passes(30)
    bob.events()
    bob.writes([2, 3, "B"])
    bob.writes([6, 6, "d"])
    alice.events()
    return alice, bob


def test_the_versions_are_listed_in_steps_with_their_authors(pair):
    alice, _ = pair
    (history,) = alice.asks(cmd="code_history", doc="hello")
    steps = [(step["first"], step["last"], step["authors"]) for step in history["steps"]]
    assert steps == [(1, 1, ["alice"]), (2, 3, ["bob"])]
    assert history["steps"][1]["began"] - history["steps"][0]["ended"] == 30
    assert (history["head"], "earlier" in history) == (3, False)
    (history,) = alice.asks(cmd="code_history", doc="hello", before=3)
    assert [step["last"] for step in history["steps"]] == [1, 2]


def test_a_long_history_is_listed_page_by_page(pair, monkeypatch):
    alice, _ = pair
    monkeypatch.setattr("chatservice.core.commands.document_history.HISTORY_PAGE", 2)
    (history,) = alice.asks(cmd="code_history", doc="hello")
    assert ([step["first"] for step in history["steps"]], history["earlier"]) == ([2], True)
    (history,) = alice.asks(cmd="code_history", doc="hello", before=2)
    assert ([step["first"] for step in history["steps"]], "earlier" in history) == ([1], False)


def test_two_versions_are_compared_as_a_patch(pair):
    alice, _ = pair
    (diff,) = alice.asks(cmd="code_diff", doc="hello", since=1)
    assert (diff["since"], diff["until"]) == (1, 3)
    assert diff["patch"] == (
        "--- hello\tversion 1\n+++ hello\tversion 3\n@@ -1,3 +1,4 @@\n a\n-b\n+B\n c\n+d\n"
        "\\ No newline at end of file\n"
    )
    (back,) = alice.asks(cmd="code_diff", doc="hello", since=3, until=1)
    assert "+b\n" in back["patch"]
    (same,) = alice.asks(cmd="code_diff", doc="hello", since=3)
    assert same["patch"] == ""
    for since, until, field in ((9, None, "since"), (0, 9, "until"), (-1, None, "since")):
        (error,) = alice.asks(cmd="code_diff", doc="hello", since=since, until=until)
        assert (error["code"], error["field"]) == ("bad_change", field)


def test_an_earlier_version_is_brought_back_as_an_edit(pair):
    alice, bob = pair
    (saved,) = of(alice.asks(cmd="code_restore", doc="hello", version=1), "edit_saved")
    bob.events()
    assert saved["version"] == 4
    assert alice.text == bob.text == "a\nb\nc\n"
    (saved,) = of(alice.asks(cmd="code_restore", doc="hello", version=1), "edit_saved")
    assert saved["version"] == 4  # it is that text already
    alice.asks(cmd="code_restore", doc="hello", version=3)
    assert alice.text == "a\nB\nc\nd"
    assert refused(alice.asks(cmd="code_restore", doc="hello", version=99)) == ["bad_change"]
    grants(alice, "*", "viewer")
    bob.events()
    assert refused(bob.asks(cmd="code_restore", doc="hello", version=1)) == ["not_allowed"]


def test_history_in_a_bare_terminal(play, pair):
    carol = play.stage.text("carol")
    carol.types("/code history hello")
    first, second, third = carol.sees()
    assert first == "* hello is at version 3. /code show hello version:N shows one."
    assert second.endswith(" 1 by alice")
    assert third.endswith(" 2 to 3 by bob")
    carol.types("/code diff 2 3 doc:hello")
    assert carol.sees() == [
        "* hello from version 2 to 3:",
        *("* | --- hello version 2", "* | +++ hello version 3", "* | @@ -1,3 +1,4 @@"),
        *("* |  a", "* |  B", "* |  c", "* | +d", "* | \\ No newline at end of file"),
    ]
    carol.types("/code diff 3 doc:hello")
    assert carol.sees() == ["* Nothing changed in hello from version 3 to 3."]


def test_history_over_http():
    stage = Stage(**UNLIMITED, edit_rate=None)
    web = Web(stage)
    for text in (b"a\n", b"b\n"):
        web.asks("PUT", "/r/lobby/code/x.py?name=bob", text)
    shown = web.get("/r/lobby/code/x.py?name=bob&since=0")
    assert shown.text == "--- x.py\tversion 0\n+++ x.py\tversion 1\n@@ -1,1 +1,1 @@\n-a\n+b\n"
    assert web.get("/r/lobby/code/x.py?name=bob&since=1&until=0").text.endswith("-b\n+a\n")
    for query in ("since=x", "since=9", f"since={'9' * 30}", "version=%D9%A3"):
        assert web.get(f"/r/lobby/code/x.py?name=bob&{query}").status == 400
    bob = Api(web, "bob")
    assert [step["first"] for step in bob.get("/rooms/lobby/documents/x.py/history")["steps"]] == [1]
    assert "+b\n" in bob.get("/rooms/lobby/documents/x.py/diff?since=0")["patch"]
    restored = bob.asks("POST", "/rooms/lobby/documents/x.py/restorations", {"version": 0})
    assert (restored.status, restored.json()["version"]) == (201, 2)


def test_what_is_behind_old_steps_is_sent_the_whole_text(play, pair):
    alice, bob = pair
    bob.asks(cmd="code_leave", doc=bob.doc)
    connection = play.stage.storage.connection
    ((log,),) = connection.execute("SELECT log_id FROM documents")
    assert compact_some(connection, log, 2).first == {log: 3}
    (opened,) = of(bob.asks(cmd="code_join", doc=bob.doc, since=1), "document_is")
    assert opened["text"] == "a\nB\nc\nd"
    assert "text" not in of(bob.asks(cmd="code_join", doc=bob.doc, since=2), "document_is")[0]
    (shown,) = of(bob.asks(cmd="code_show", doc=bob.doc, version=2), "document_text")
    assert (shown["version"], shown["text"]) == (2, "a\nB\nc\n")
    (history,) = of(bob.asks(cmd="code_history", doc=bob.doc), "document_history")
    assert [step["last"] for step in history["steps"]] == [1, 2, 3]
    bob.writes([0, 0, "x"])
    alice.events()
    assert alice.text == bob.text == "xa\nB\nc\nd"
