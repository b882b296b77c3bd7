"""The figures that an operator's Prometheus fetches."""

from prometheus_client.parser import text_string_to_metric_families

from chatservice.net.metrics import Metrics
from tests.scenes.stage import Stage


def figures(metrics):
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(metrics.page().decode())
        for sample in family.samples
    }


def test_sessions_are_counted_by_door_and_dialect():
    stage = Stage()
    stage.text("alice"), stage.json("bob"), stage.json("carol"), stage.browser("dave"), stage.pipe()
    found = figures(Metrics(stage.shared))
    sessions = {tuple(labels): count for (name, *labels), count in found.items() if name == "chat_sessions"}
    assert sessions == {
        ("text", "line"): 1,
        ("json", "line"): 2,
        ("websocket", "websocket"): 1,
        ("pipe", "pipe"): 1,
    }
    assert found["chat_people",] == 4
    assert found["chat_rooms_open",] == 1


def test_lines_deliveries_and_commits_are_counted():
    stage = Stage()
    alice, _, _ = stage.text("alice"), stage.json("bob"), stage.browser("carol")
    metrics = Metrics(stage.shared)
    before = figures(metrics)
    alice.types("one", "two")
    after = figures(metrics)

    def more(*key):
        return after[key] - before[key]

    assert more("chat_lines_total") == 2
    assert more("chat_deliveries_total") == 6
    assert more("chat_commit_size_count") == more("chat_commit_seconds_count") == 2
    assert more("chat_commit_size_bucket", "1") == 2
    assert after["chat_commit_size_bucket", "+Inf"] == after["chat_commit_size_count",]


def test_slow_readers_and_what_waits_for_them_are_counted():
    stage = Stage(outbox=4096)
    slow, bob = stage.json("slow"), stage.json("bob")
    metrics = Metrics(stage.shared)
    slow.network.full = True
    bob.asks(cmd="say", room="lobby", text="x" * 1000)
    bob.asks(cmd="say", room="lobby", text="x" * 1000)
    assert 1000 < figures(metrics)["chat_outbox_bytes",] < 4096
    for _ in range(6):
        bob.asks(cmd="say", room="lobby", text="x" * 1000)
    found = figures(metrics)
    assert found["chat_slow_readers_closed_total",] == 1
    assert found["chat_outbox_bytes",] == 0


def test_a_log_that_cannot_be_written_is_told():
    stage = Stage()
    alice, metrics = stage.text("alice"), Metrics(stage.shared)
    assert figures(metrics)["chat_log_writable",] == 1
    stage.storage.fail_next("the disk is full")
    alice.types("not stored")
    assert figures(metrics)["chat_log_writable",] == 0
    alice.types("stored")
    assert figures(metrics)["chat_log_writable",] == 1


def test_other_parts_may_add_figures_and_the_process_is_there():
    metrics = Metrics(Stage().shared)
    metrics.gauge("chat_files", "Files kept.", lambda: 3)
    found = figures(metrics)
    assert found["chat_files",] == 3
    assert found["process_resident_memory_bytes",] > 1_000_000
    assert found["process_open_fds",] > 1
