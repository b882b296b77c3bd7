"""Whoever reads live has each line once and in order, whatever happens in the same batch."""

from chatservice.core.commands.removal import remove
from tests.scenes.stage import UNLIMITED, Stage


def account(stage, name):
    actor = stage.json(name, room="").asks(cmd="register", password="correct horse")
    [token] = [event["token"] for event in actor.asks(cmd="token").events("token")]
    return actor, token


def seqs(actor, room):
    return [event["seq"] for event in actor.events("message") if event["room"] == room]


def test_an_account_far_behind_in_a_group_gets_all_that_it_missed():
    stage = Stage(ring=8, history_page=8, catch_up_page=10, **UNLIMITED)
    alice, token = account(stage, "alice")
    bob = stage.json("bob").asks(cmd="group", name="team", members=["alice"])
    head = bob.asks(cmd="say", room="team", text="seen").events("ack")[0]["seq"]
    alice.hangs_up()
    for number in range(100):
        bob.asks(cmd="say", room="team", text=str(number))
    back = stage.connect().asks(cmd="login", token=token, since={"team": head})
    bob.asks(cmd="say", room="team", text="and live")
    assert seqs(back, "team") == list(range(head + 1, head + 102))


def test_a_direct_conversation_far_behind_catches_up_while_the_other_one_speaks():
    stage = Stage(ring=8, history_page=8, catch_up_page=10, **UNLIMITED)
    alice, token = account(stage, "alice")
    bob = stage.json("bob").asks(cmd="msg", to="alice", text="seen")
    alice.hangs_up()
    for number in range(100):
        bob.asks(cmd="msg", to="alice", text=str(number))
    back = stage.connect().asks(cmd="login", token=token, since={"@alice,bob": 1})
    bob.asks(cmd="msg", to="alice", text="and live")
    assert seqs(back, "@alice,bob") == list(range(2, 103))


def test_whoever_asks_for_a_room_again_while_catching_up_there_misses_nothing():
    stage = Stage(outbox=4_000, ring=8, history_page=8, catch_up_page=10, history_on_join=0, **UNLIMITED)
    writer = stage.json("writer")
    for number in range(100):
        writer.asks(cmd="say", room="lobby", text=f"{number} " + "x" * 100)
    reader = stage.connect().asks(cmd="login", name="reader")
    reader.network.full = True
    reader.asks(cmd="join", room="lobby", since=0).asks(cmd="join", room="lobby")
    seen = []
    for _ in range(200):
        seen += seqs(reader, "lobby")
        reader.network.producer.resumeProducing()
        stage.settle()
    assert seen == list(range(1, 101))


def batch(stage, *steps):
    """These, committed together."""
    stage.storage.hold()
    for step in steps:
        step()
    stage.storage.release()
    stage.settle()


def says(actor, text, room="lobby"):
    return lambda: actor.asks(cmd="say", room=room, text=text)


def texts(actor):
    return [text for _, _, text in actor.messages()]


def test_a_partner_who_renames_costs_nobody_a_line_of_another_room():
    stage = Stage()
    alice, bob, carol = stage.json("alice"), stage.json("bob"), stage.json("carol", room="ops")
    bob.asks(cmd="join", room="ops")
    alice.asks(cmd="msg", to="bob", text="hi")
    bob.raw()
    batch(
        stage,
        says(carol, "one", "ops"),
        lambda: alice.asks(cmd="nick", name="alicia"),
        says(carol, "two", "ops"),
    )
    assert texts(bob) == ["one", "two"]


def test_nor_whoever_renames_themselves():
    stage = Stage()
    alice, bob, carol = stage.json("alice", room=""), stage.json("bob", room=""), stage.text("carol")
    alice.asks(cmd="msg", to="bob", text="hi")
    for actor in (alice, bob):
        actor.asks(cmd="join", room="lobby").raw()
    batch(
        stage,
        lambda: carol.types("one"),
        lambda: alice.asks(cmd="nick", name="alicia"),
        lambda: carol.types("two"),
    )
    assert texts(alice) == texts(bob) == ["one", "two"]


def test_ignoring_one_costs_no_line_of_another():
    stage = Stage()
    dave, _ = account(stage, "dave")
    dave.asks(cmd="join", room="lobby")
    bob, carol = stage.json("bob"), stage.json("carol")
    dave.raw()
    batch(
        stage,
        says(carol, "one"),
        says(bob, "before"),
        lambda: dave.asks(cmd="ignore", name="bob"),
        says(bob, "after"),
        says(carol, "two"),
    )
    assert texts(dave) == ["one", "before", "two"]


def test_a_change_of_dialect_in_the_middle_of_a_batch_costs_no_line():
    stage = Stage()
    alice, bob, carol = stage.text("alice"), stage.text("bob"), stage.json("carol")
    alice.types("/join ops", "/mode slow 0")
    bob.raw()
    batch(
        stage,
        says(carol, "one"),
        lambda: bob.sends(b"/topic a barrier\n/json\n"),
        says(carol, "two"),
    )
    seen = "".join(bob.sees())
    assert "carol: one" in seen
    assert '"text":"two"' in seen


def test_whoever_is_put_out_has_what_was_said_before_it():
    stage = Stage()
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="group", name="team", members=["bob"])
    bob.raw()
    batch(
        stage,
        says(alice, "goodbye, bob", "team"),
        lambda: stage.chat.spawn(kick(stage, alice, bob)),
        says(alice, "he is gone", "team"),
    )
    assert texts(bob) == ["goodbye, bob"]


async def kick(stage, who, whom):
    """Queued with the lines of its batch, which `/kick` waits for."""
    room = next(
        subscription.room
        for subscription in who.connection.session.subscriptions.values()
        if subscription.room.name == "team"
    )
    other = whom.connection.session.person.principal
    await remove(stage.chat, who.connection.session.person.principal, other, room)


def test_a_rename_changes_the_variant_of_each_conversation_once(monkeypatch):
    stage = Stage(**UNLIMITED)
    alice, token = account(stage, "alice")
    devices = [stage.connect().asks(cmd="login", token=token) for _ in range(2)]
    others = [stage.json(f"other{number}") for number in range(10)]
    for other in others:
        other.asks(cmd="msg", to="alice", text="hi")
    changed = []
    exchange = stage.chat.hub.exchange
    monkeypatch.setattr(stage.chat.hub, "exchange", lambda *more: changed.append(more) or exchange(*more))
    alice.asks(cmd="nick", name="alicia")
    assert len(changed) == len(others) * (1 + len(devices) + 1)
