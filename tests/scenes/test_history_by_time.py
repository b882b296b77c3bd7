"""Pages of history by time."""

from tests.scenes.stage import Stage


def test_lines_before_and_after_a_time():
    stage = Stage()
    alice = stage.json("alice")
    times = []
    for text in ("a", "b", "c"):
        stage.passes(10)
        alice.asks(cmd="say", room="lobby", text=text)
        times += [event["ts"] for event in alice.events("message")]

    def texts(**place):
        (page,) = alice.asks(cmd="history", room="lobby", **place).events("history")
        return [line["text"] for line in page["lines"]]

    assert texts(before_time=times[1]) == ["a"]
    assert texts(after_time=times[1]) == ["b", "c"]
    assert texts(after_time=times[2] + 0.001) == []
    assert texts(before_time=times[0]) == []
    assert texts(before_time=times[2] + 1) == ["a", "b", "c"]
    (error,) = alice.asks(cmd="history", room="lobby", before=1, after_time=1.0).events("error")
    assert error["code"] == "bad_command"
