"""Keys and values that people and rooms show to programs."""

from tests.scenes.stage import Stage

AWARE = ("draft/metadata-3", "batch")


def aware(stage, name, *keys, caps=AWARE):
    client = stage.irc(name, *caps)
    if keys:
        client.types("METADATA * SUB " + " ".join(keys))
    client.raw()
    return client


def told(client):
    """Of metadata alone, without what batches are called."""
    lines = (line.split(" ", 1)[1] if line.startswith("@batch") else line for line in client.sees())
    return [line.removeprefix(":chat.server ") for line in lines if " BATCH " not in line]


def test_what_is_shown_on_one_door_is_seen_on_all():
    stage = Stage()
    alice, bob = stage.text("alice"), aware(stage, "bob", "homepage", "display-name")
    alice.types("/join ops", "/metadata homepage https://alice.example", "/set full_name Alice A.")
    bob.types("JOIN #ops")
    alice.raw()
    assert told(bob)[-2:] == [
        "761 bob alice display-name * :Alice A.",
        "761 bob alice homepage * https://alice.example",
    ]
    alice.types("/profile")
    assert alice.sees() == ["* alice (Alice A.): here.", "* homepage: https://alice.example"]
    alice.types("/metadata homepage -", "/metadata")
    assert alice.sees() == ["* alice has no homepage.", "* display-name: Alice A."]
    assert told(bob) == ["766 bob alice homepage :key not set"]
    carol = stage.json("carol").asks(cmd="profile", name="alice")
    assert carol.events("profile")[-1]["full_name"] == "Alice A."


def test_what_irc_sets_is_the_profile_elsewhere():
    stage = Stage()
    alice, bob = aware(stage, "alice"), stage.text("bob")
    alice.types("METADATA * SET pronouns :she/her", "METADATA * SET status :at lunch")
    assert told(alice) == ["761 alice alice pronouns * she/her", "761 alice alice status * :at lunch"]
    bob.types("/profile alice")
    assert bob.sees() == ["* alice (she/her): here.", "* Status: at lunch"]
    alice.types("METADATA alice CLEAR", "METADATA * LIST")
    assert told(alice) == ["766 alice alice pronouns :key not set", "766 alice alice status :key not set"]
    bob.types("/profile alice")
    assert bob.sees() == ["* alice: here."]


def test_a_client_that_knows_the_former_name_is_told_by_messages():
    stage = Stage()
    alice = stage.text("alice")
    bob = aware(stage, "bob", "color", caps=("draft/metadata-2", "batch"))
    alice.types("/join ops", "/metadata in:ops color green")
    bob.types("JOIN #ops")
    assert told(bob)[-1] == "METADATA #ops color * green"
    alice.types("/metadata color red", "/metadata color -")
    assert told(bob) == ["METADATA alice color * red", "METADATA alice color *"]


def test_who_comes_is_shown_to_those_who_are_there():
    stage = Stage()
    bob = aware(stage, "bob", "color")
    bob.types("JOIN #ops")
    alice = stage.text("alice")
    alice.types("/metadata color red")
    bob.raw()
    alice.types("/join ops")
    assert told(bob) == [":alice!~u@people.chat JOIN #ops", "761 bob alice color * red"]


def test_who_is_watched_is_shown_when_they_come():
    stage = Stage()
    stage.text("alice").types("/register secret123", "/metadata color red", "/quit")
    bob = aware(stage, "bob", "color")
    bob.types("MONITOR + alice")
    bob.raw()
    alice = stage.connect()
    alice.types("/login alice secret123")
    assert told(bob) == ["730 bob alice!~u@people.chat", "761 bob alice color * red"]
    alice.types("/metadata color blue")
    assert told(bob) == ["761 bob alice color * blue"], "without a common room"


def test_metadata_of_a_room_is_its_moderators_to_set_and_its_peoples_to_read():
    stage = Stage()
    alice, bob = aware(stage, "alice"), aware(stage, "bob", "url")
    alice.types("JOIN #ops", "METADATA #ops SET url https://ops.example", "MODE #ops +i")
    alice.raw()
    for what in ("GET url", "LIST", "SYNC"):
        bob.types(f"METADATA #ops {what}")
        assert [line.split(" :")[0] for line in told(bob)] == ["FAIL METADATA INVALID_TARGET #ops"]
    alice.types("INVITE bob #ops")
    bob.raw()
    bob.types("JOIN #ops", "METADATA #ops SET url https://bob.example")
    lines = told(bob)
    assert "761 bob #ops url * https://ops.example" in lines
    assert lines[-1].startswith("FAIL METADATA KEY_NO_PERMISSION #ops url :")


def test_bad_requests_get_their_error():
    stage = Stage(max_metadata=1)
    alice = aware(stage, "alice", "color")
    stage.text("bob")
    for request, answer in {
        "METADATA * JUMP": "FAIL METADATA INVALID_PARAMS JUMP",
        "METADATA": "FAIL METADATA INVALID_PARAMS *",
        "METADATA * GET": "FAIL METADATA INVALID_PARAMS GET",
        "METADATA nobody LIST": "FAIL METADATA INVALID_TARGET nobody",
        "METADATA bob SET color red": "FAIL METADATA KEY_NO_PERMISSION bob color",
        "METADATA nobody SET color red": "FAIL METADATA INVALID_TARGET nobody",
        "METADATA bob CLEAR": "FAIL METADATA KEY_NO_PERMISSION bob *",
        "METADATA bob SUB color": "FAIL METADATA INVALID_TARGET bob",
        "METADATA * SET k\u00e4y red": "FAIL METADATA INVALID_KEY k\u00e4y",
        "METADATA * GET $": "WARN METADATA INVALID_KEY $",
        "METADATA * SUB $": "WARN METADATA INVALID_KEY $",
        "METADATA * SET color " + "x" * 301: "FAIL METADATA INVALID_VALUE color",
        "METADATA * SET display-name " + "x" * 301: "FAIL METADATA INVALID_VALUE display-name",
    }.items():
        alice.types(request)
        assert [line.split(" :")[0] for line in told(alice)] == [answer], request
    alice.types("METADATA * SET color red", "METADATA * SET other red", "METADATA * SET color blue")
    assert [line.split(" :")[0] for line in told(alice)] == [
        "761 alice alice color * red",
        "FAIL METADATA LIMIT_REACHED SET * 1",
        "761 alice alice color * blue",
    ]


def test_subscriptions_have_a_cap_and_end_with_the_capability():
    stage = Stage()
    alice = aware(stage, "alice", *(f"k{n}" for n in range(45)))
    alice.types("METADATA * SUB " + " ".join(f"l{n}" for n in range(7)))
    assert told(alice) == [
        "770 alice l0 l1 l2 l3 l4",
        "FAIL METADATA LIMIT_REACHED SUB l5 50 :Too many subscriptions",
        "774 alice *ALL 0 :ask for it later",
    ]
    alice.types("METADATA * UNSUB " + " ".join(f"k{n}" for n in range(12)), "METADATA * SUBS")
    assert [len(line.split()) - 2 for line in told(alice)] == [12, 20, 18]
    alice.types("CAP REQ -draft/metadata-3", "CAP REQ draft/metadata-3", "METADATA * SUBS")
    assert told(alice)[2:] == []


def test_what_is_set_before_the_login_is_theirs_after_it():
    stage = Stage()
    alice = stage.irc()
    alice.types("CAP REQ :draft/metadata-3 batch", "METADATA * SET color red", "METADATA * SUB color")
    assert told(alice)[1:] == ["761 * * color * red", "770 * color"]
    alice.types("METADATA alice GET color", "METADATA * GET color", "NICK alice", "USER a 0 * :A", "CAP END")
    lines = told(alice)
    assert lines[:2] == [
        "FAIL METADATA INVALID_TARGET alice :Only * before you are in",
        "761 * * color * red",
    ]
    (shown,) = (place for place, line in enumerate(lines) if line == "761 alice alice color * red")
    assert shown < lines.index("422 alice :MOTD File is missing")


def test_a_large_room_is_synchronized_when_the_client_asks():
    stage = Stage()
    for n in range(101):
        person = stage.json(f"p{n}").asks(cmd="join", room="ops")
    person.asks(cmd="metadata", key="color", value="red")
    alice = aware(stage, "alice", "color")
    alice.types("JOIN #ops")
    assert told(alice)[-1] == "774 alice #ops 4 :ask for it later"
    alice.types("METADATA #ops SYNC", "METADATA *ALL SYNC")
    assert told(alice) == ["761 alice p100 color * red"] * 2
