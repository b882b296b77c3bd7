"""What somebody may do is looked at again after each wait: they may be out by then."""

from tests.scenes.stage import Stage


def account(stage, name):
    actor = stage.json(name).asks(cmd="register", password="correct horse")
    [token] = [event["token"] for event in actor.asks(cmd="token").events("token")]
    return actor, token


def a_group(stage):
    """Its owner, and a member."""
    owner = stage.json("owner")
    mallory, token = account(stage, "mallory")
    owner.asks(cmd="group", name="secret", members=["mallory"])
    for number in range(6):
        owner.asks(cmd="say", room="secret", text=f"early {number}")
    owner.raw(), mallory.raw()
    return owner, mallory, token


def remove(owner):
    owner.asks(cmd="kick", name="mallory", room="secret")
    owner.asks(cmd="say", room="secret", text="now that mallory is out: the key is 42")
    owner.raw()


def test_whoever_is_put_out_of_a_group_while_coming_in_is_not_in_it():
    stage = Stage()
    owner, mallory, token = a_group(stage)
    mallory.hangs_up()
    stage.reads.hold("private", step="answer")
    back = stage.connect().asks(cmd="login", token=token, since={"secret": 1})
    remove(owner)
    stage.reads.release()
    stage.settle()
    owner.asks(cmd="say", room="secret", text="the key is 43")
    assert "the key" not in back.raw().decode()
    back.asks(cmd="say", room="secret", text="I am still here")
    assert owner.messages() == [("secret", "owner", "the key is 43")]
    owner.asks(cmd="who", room="secret")
    assert owner.events("people")[0]["members"] == ["owner"]


def test_a_group_that_was_deleted_while_one_came_in_is_not_there():
    stage = Stage()
    owner, mallory, token = a_group(stage)
    mallory.hangs_up()
    stage.reads.hold("private", step="answer")
    back = stage.connect().asks(cmd="login", token=token)
    owner.asks(cmd="delete_chatroom", room="secret")
    stage.reads.release()
    stage.settle()
    [welcome] = back.events("welcome")
    assert welcome.get("rooms", []) == []


def test_a_page_of_history_asked_for_before_one_was_put_out_is_not_answered_after():
    for page in ({"before": None}, {"before": 5}, {"after": 2}):
        stage = Stage(ring=2, history_page=2)
        owner, mallory, _ = a_group(stage)
        stage.reads.hold("lines_before", "lines_since")
        mallory.asks(cmd="history", room="secret", ref="page", **page)
        remove(owner)
        stage.reads.release()
        stage.settle()
        [answer] = [event for event in mallory.events() if event.get("ref") == "page"]
        assert (answer["event"], answer["code"]) == ("error", "no_such_room")


def test_nor_is_what_was_missed():
    for room in ({}, {"room": "secret"}):
        stage = Stage(ring=2, history_page=2)
        owner, mallory, token = a_group(stage)
        mallory.hangs_up()
        owner.asks(cmd="say", room="secret", text="missed")
        back = stage.connect().asks(cmd="login", token=token)
        stage.reads.hold("lines_since")
        back.asks(cmd="missed", ref="missed", **room)
        remove(owner)
        back.raw()
        stage.reads.release()
        stage.settle()
        assert '"text":"missed"' not in back.raw().decode()


def test_nor_what_a_search_finds():
    for held in ("search", "around_each"):
        for room in ({}, {"room": "secret"}):
            stage = Stage(ring=2, history_page=2)
            owner, mallory, _ = a_group(stage)
            stage.reads.hold(held)
            mallory.asks(cmd="search", text="e", ref="search", **room)
            remove(owner)
            mallory.raw()
            stage.reads.release()
            stage.settle()
            seen = mallory.raw().decode()
            assert "early" not in seen
            assert "the key" not in seen


def test_whoever_was_banned_from_a_room_meanwhile_gets_no_page_of_it_either():
    stage = Stage(ring=2, history_page=2)
    owner, _ = account(stage, "owner")
    mallory, _ = account(stage, "mallory")
    for actor in (owner, mallory):
        actor.asks(cmd="join", room="ops")
    for number in range(6):
        owner.asks(cmd="say", room="ops", text=f"early {number}")
    mallory.raw()
    stage.reads.hold("lines_before")
    mallory.asks(cmd="history", room="ops", ref="page")
    owner.asks(cmd="ban", target="mallory", room="ops")
    stage.reads.release()
    stage.settle()
    [answer] = [event for event in mallory.events() if event.get("ref") == "page"]
    assert (answer["event"], answer["code"]) == ("error", "banned_from")
