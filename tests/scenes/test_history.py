"""History, what one missed, search, and coming back with a cursor."""

from tests.scenes.stage import UNLIMITED, Stage


def texts(page):
    return [line["text"] for line in page["lines"]]


def filled(stage, count, room="lobby"):
    writer = stage.json("writer", room)
    for number in range(1, count + 1):
        writer.asks(cmd="say", room=room, text=f"line {number}")
    writer.raw()
    return writer


def test_the_last_lines_are_shown_on_joining():
    stage = Stage(history_on_join=3)
    filled(stage, 5)
    lines = stage.connect().types("alice").sees()
    assert [line.split("] ")[1] for line in lines if line.startswith("[lobby 2023-11-14")] == [
        "writer: line 3",
        "writer: line 4",
        "writer: line 5",
    ]


def test_history_pages_back_by_seq_to_the_first_line():
    stage = Stage(ring=8, **UNLIMITED)
    filled(stage, 30)
    alice = stage.json("alice")
    alice.asks(cmd="history", room="lobby", limit=10)
    [page] = alice.events("history")
    seen, before = texts(page), page["lines"][0]["seq"]
    while page.get("more"):
        alice.asks(cmd="history", room="lobby", limit=10, before=before)
        [page] = alice.events("history")
        seen, before = texts(page) + seen, page["lines"][0]["seq"]
    assert seen == [f"line {number}" for number in range(1, 31)]


def test_history_pages_forward_too():
    stage = Stage(ring=8, **UNLIMITED)
    filled(stage, 10)
    alice = stage.json("alice")
    alice.asks(cmd="history", room="lobby", limit=3, after=4)
    [page] = alice.events("history")
    assert texts(page) == ["line 5", "line 6", "line 7"]
    assert page["more"]


def test_a_cursor_gets_exactly_the_rest_and_then_what_happens():
    stage = Stage(ring=8, catch_up_page=4, **UNLIMITED)
    writer = filled(stage, 40)
    for since in (0, 11, 35, 39, 40):
        alice = (
            stage.connect().asks(cmd="login", name=f"a{since}").asks(cmd="join", room="lobby", since=since)
        )
        stage.passes(1)
        events = alice.events()
        [joined] = [event for event in events if event["event"] == "joined"]
        assert joined["head"] == 40 + len([s for s in (0, 11, 35, 39, 40) if s < since])
        writer.asks(cmd="say", room="lobby", text="live")
        seqs = [e["seq"] for e in events + alice.events() if e["event"] == "message"]
        assert seqs == list(range(since + 1, joined["head"] + 2))


def test_another_epoch_or_a_cursor_off_the_log_gets_a_reload():
    stage = Stage()
    filled(stage, 5)
    for fields in ({"since": 3, "epoch": "other"}, {"since": 6}, {"since": -1}):
        alice = stage.connect().asks(cmd="login", name="alice").asks(cmd="join", room="lobby", **fields)
        kinds = [event["event"] for event in alice.events()]
        assert kinds[-3:] == ["joined", "reload", "history"], fields
        alice.asks(cmd="quit")


def test_missed_shows_what_was_said_since_one_was_last_there():
    stage = Stage()
    writer = filled(stage, 3)
    alice = stage.text("alice")
    alice.types("/leave lobby")
    for text in ("four", "five"):
        writer.asks(cmd="say", room="lobby", text=text)
    alice.types("/join lobby")
    alice.raw()
    alice.types("/missed")
    lines = [line for line in alice.sees() if line.startswith("[")]
    assert [line.split("] ")[1] for line in lines] == ["writer: four", "writer: five"]
    alice.types("/missed")
    assert not [line for line in alice.sees() if line.startswith("[")]


def test_missed_knows_a_guest_who_comes_back_with_the_token():
    stage = Stage()
    writer = filled(stage, 3)
    alice = stage.json("alice")
    alice.asks(cmd="token")
    token = alice.events("token")[0]["token"]
    alice.hangs_up()
    writer.asks(cmd="say", room="lobby", text="four")
    back = stage.connect().asks(cmd="login", token=token).asks(cmd="join", room="lobby")
    back.raw()
    back.asks(cmd="missed")
    [missed] = back.events("missed")
    assert [texts(page) for page in missed["rooms"]] == [["four"]]


def test_search_finds_parts_of_words_in_any_case_with_context():
    stage = Stage()
    alice = stage.json("alice")
    for text in ("before", "the Deployment is green", "after"):
        alice.asks(cmd="say", room="lobby", text=text)
    alice.raw()
    alice.asks(cmd="search", text="PLOY")
    [found] = alice.events("found")
    [hit] = found["hits"]
    assert hit["line"]["text"] == "the Deployment is green"
    assert [line["text"] for line in hit["before"] + hit["after"]] == ["before", "after"]


def test_search_finds_chinese_and_single_characters():
    stage = Stage()
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="我在上海工作").asks(cmd="say", room="lobby", text="x")
    alice.raw()
    for text in ("上海", "上海工", "海"):
        alice.asks(cmd="search", text=text)
        assert [hit["line"]["text"] for hit in alice.events("found")[0]["hits"]] == ["我在上海工作"], text


def test_search_in_a_room_and_from_somebody():
    stage = Stage()
    alice, bob = stage.json("alice"), stage.json("bob")
    bob.asks(cmd="join", room="ops")
    bob.asks(cmd="say", room="ops", text="apple one").asks(cmd="say", room="lobby", text="apple two")
    alice.asks(cmd="say", room="lobby", text="apple three")
    bob.raw()
    for fields, expected in (
        ({}, ["apple three", "apple two", "apple one"]),
        ({"room": "ops"}, ["apple one"]),
        ({"sender": "bob", "room": "lobby"}, ["apple two"]),
    ):
        bob.asks(cmd="search", text="apple", **fields)
        assert [hit["line"]["text"] for hit in bob.events("found")[0]["hits"]] == expected, fields


def test_a_search_is_written_the_same_way_by_people_and_programs():
    stage = Stage()
    bob = stage.json("bob").asks(cmd="join", room="ops")
    ann = stage.text("ann")
    bob.asks(cmd="say", room="lobby", text="The release is out tomorrow").asks(
        cmd="say", room="ops", text="none"
    )
    ann.types("release notes: https://x.example")
    bob.raw()
    for text, expected in (
        ("tomorrow release", ["The release is out tomorrow"]),
        ('"release tomorrow"', []),
        ("from:ann", ["release notes: https://x.example"]),
        ("from:me in:ops", ["none"]),
        ("has:link", ["release notes: https://x.example"]),
        ("release -notes after:today", ["The release is out tomorrow"]),
        ("release before:today", []),
    ):
        bob.asks(cmd="search", text=text)
        assert [hit["line"]["text"] for hit in bob.events("found")[0]["hits"]] == expected, text
        ann.types(f"/search {text.replace('me', 'bob')}")
        shown = ann.raw().decode()
        if "in:ops" not in text:
            assert all(line in shown for line in expected)
            assert "! " not in shown


def test_a_search_from_a_person_whom_nobody_knows_says_so():
    stage = Stage()
    alice = stage.text("alice")
    alice.raw()
    alice.types("/search from:nobody", "/search has:pony", "/search -x")
    assert alice.raw().decode().splitlines() == [
        "! User 'nobody' not found",
        "! Not understood: has:file or has:link.",
        "! The text is empty.",
    ]


def test_search_shows_only_what_the_asker_may_see():
    stage = Stage()
    alice, bob, carol = (stage.json(name) for name in ("alice", "bob", "carol"))
    alice.asks(cmd="group", name="team", members=["bob"]).asks(cmd="say", room="team", text="hidden apple")
    alice.asks(cmd="msg", to="bob", text="private apple")
    carol.raw()
    carol.asks(cmd="search", text="apple")
    assert carol.events("found")[0]["hits"] == []
    bob.raw()
    bob.asks(cmd="search", text="apple")
    assert len(bob.events("found")[0]["hits"]) == 2


def test_search_pages_on():
    stage = Stage()
    filled(stage, 7)
    alice = stage.json("alice")
    seen, before = [], None
    for _ in range(10):
        more = {"before": before} if before is not None else {}
        alice.asks(cmd="search", text="line", limit=3, **more)
        [found] = alice.events("found")
        seen += [hit["line"]["seq"] for hit in found["hits"]]
        before = found.get("next")
        if before is None:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_an_answer_fits_into_an_outbox_whatever_the_lines_hold():
    stage = Stage(outbox=256 * 1024)
    alice = stage.json("alice")
    for _ in range(20):
        alice.asks(cmd="say", room="lobby", text="x" * 60_000)
    alice.raw()
    alice.asks(cmd="history", room="lobby", limit=20)
    [page] = alice.events("history")
    assert page["more"]
    assert 1 <= len(page["lines"]) < 20


def ignoring(stage, spam):
    """Whoever ignores troll, who has said much since bob said something."""
    alice, troll, bob = (stage.json(name) for name in ("alice", "troll", "bob"))
    bob.asks(cmd="say", room="lobby", text="the important line")
    for number in range(spam):
        troll.asks(cmd="say", room="lobby", text=f"spam {number}")
    alice.asks(cmd="ignore", name="troll").raw()
    return alice


def test_a_page_is_filled_with_lines_from_before_those_of_people_one_ignores():
    for ring in (4, 256):
        stage = Stage(ring=ring, history_page=4, history_max=10, **UNLIMITED)
        alice = ignoring(stage, 60)
        [page] = alice.asks(cmd="history", room="lobby", limit=5).events("history")
        assert [line["text"] for line in page["lines"]] == ["the important line"]
        assert not page.get("more", False)
        [page] = alice.asks(cmd="history", room="lobby", limit=5, after=0).events("history")
        assert [line["text"] for line in page["lines"]] == ["the important line"]


def test_a_page_that_ends_before_anything_is_shown_says_that_there_is_more():
    stage = Stage(ring=4, history_page=4, history_max=2, **UNLIMITED)
    alice = ignoring(stage, 60)
    [page] = alice.asks(cmd="history", room="lobby", limit=1).events("history")
    assert (page["lines"], page["more"]) == ([], True)


def test_what_was_missed_goes_on_behind_people_one_ignores():
    stage = Stage(history_max=10, ring=4, history_page=4, **UNLIMITED)
    alice = stage.json("alice").asks(cmd="register", password="correct horse")
    troll, bob = stage.json("troll"), stage.json("bob")
    [token] = [event["token"] for event in alice.asks(cmd="token").events("token")]
    alice.asks(cmd="ignore", name="troll").hangs_up()
    for number in range(30):
        troll.asks(cmd="say", room="lobby", text=f"spam {number}")
    bob.asks(cmd="say", room="lobby", text="the important line")
    back = stage.connect().asks(cmd="login", token=token).asks(cmd="join", room="lobby")
    back.raw()
    [missed] = back.asks(cmd="missed").events("missed")
    assert [line["text"] for page in missed["rooms"] for line in page["lines"]] == ["the important line"]
    assert back.asks(cmd="missed").events("missed")[0].get("rooms", []) == []


def test_whoever_enters_sees_the_last_lines_of_people_they_hear():
    stage = Stage(**UNLIMITED)
    alice = ignoring(stage, 60)
    alice.asks(cmd="leave", room="lobby").raw()
    [page] = alice.asks(cmd="join", room="lobby").events("history")
    assert [line["text"] for line in page["lines"]] == ["the important line"]


def test_a_room_that_is_read_again_shows_its_last_line_too():
    stage = Stage()
    stage.text("alice").types("/join ops", "the first", "the last")
    bob = Stage(before=stage.storage).text("bob")
    bob.raw()
    bob.types("/join ops")
    assert [line.partition(": ")[2] for line in bob.sees() if "alice" in line] == ["the first", "the last"]


def test_recent_lines_are_shown_under_their_writers_present_name():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("hello", "/nick anna")
    bob.raw()
    bob.types("/history 1")
    assert [line.partition("] ")[2] for line in bob.sees() if "hello" in line] == ["anna: hello"]


def test_the_page_that_ends_at_the_newest_line_is_the_last_one():
    stage = Stage()
    alice = stage.json("alice")
    for number in range(4):
        alice.asks(cmd="say", room="lobby", text=f"line {number}")
    alice.events()
    alice.asks(cmd="history", room="lobby", after=0, limit=3).asks(
        cmd="history", room="lobby", after=1, limit=3
    )
    assert [page.get("more", False) for page in alice.events("history")] == [True, False]


def test_what_a_newer_version_logged_is_passed_over():
    stage = Stage()
    stage.json("alice").asks(cmd="say", text="before")
    insert = "INSERT INTO events (room_id, seq, ts, kind, actor_id, body) VALUES (1, ?, 1.0, ?, 1, 'x')"
    stage.storage.connection.executemany(insert, [(2, "sparkle"), (3, "message")])
    stage = Stage(before=stage.storage)
    bob = stage.json("bob").asks(cmd="history", room="lobby")
    assert [line["seq"] for line in bob.events("history")[0]["lines"] if line.get("text")] == [1, 3]
    carol = stage.text("carol").types("/history")
    assert [line.partition("] ")[2] for line in carol.sees()] == ["alice: before", "#2 deleted", "alice: x"]
    bob.asks(cmd="say", text="after")
    assert carol.sees() == ["[lobby] bob: after"]
