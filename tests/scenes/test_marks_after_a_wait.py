"""What happens to a line while something that is attached to it is read or stored."""

from tests.scenes.stage import Stage


def with_a_reaction(stage):
    """A group of two, and a line in it that both know, with a reaction."""
    ada, bob = stage.json("ada"), stage.json("bob")
    ada.asks(cmd="group", name="team", members=["bob"])
    ada.asks(cmd="say", room="team", text="the plan")
    [line] = ada.events("message")
    bob.asks(cmd="react", room="team", seq=line["seq"], emoji="+1")
    bob.events()
    return ada, bob, line["seq"]


def test_a_line_that_is_deleted_while_ones_own_marks_are_read_is_not_in_the_page():
    stage = Stage()
    ada, bob, seq = with_a_reaction(stage)
    stage.reads.hold("own", step="answer")
    bob.asks(cmd="history", room="team")
    ada.asks(cmd="delete", room="team", seq=seq)
    stage.reads.release()
    stage.settle()
    [page] = bob.events("history")
    assert [line["event"] for line in page["lines"] if line["seq"] == seq] == ["blank"]
    assert "the plan" not in str(page)


def test_who_is_put_out_while_their_own_marks_are_read_gets_no_page():
    stage = Stage()
    ada, bob, seq = with_a_reaction(stage)
    stage.reads.hold("own", step="answer")
    bob.asks(cmd="context", room="team", seq=seq)
    ada.asks(cmd="kick", room="team", name="bob")
    stage.reads.release()
    stage.settle()
    answers = bob.events("history", "error")
    assert [answer.get("code") for answer in answers] == ["no_such_room"]


def test_a_line_that_is_edited_while_it_is_pinned_is_told_as_it_is():
    stage = Stage()
    ada, bob, seq = with_a_reaction(stage)
    stage.storage.hold()
    ada.asks(cmd="edit", room="team", seq=seq, text="another plan")
    bob.asks(cmd="pin", room="team", seq=seq)
    stage.storage.release()
    stage.settle()
    [pin] = ada.events("pinned")
    assert pin["text"] == "another plan"
