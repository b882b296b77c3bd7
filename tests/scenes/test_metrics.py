"""The figures that an operator's Prometheus fetches."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from chatservice.admin import doctor
from chatservice.admin import verbs as v
from chatservice.core.ports import Condition
from chatservice.model.commands import Checkup
from chatservice.net.context import ExtraGauge
from chatservice.net.metrics import Metrics
from chatservice.storage.sqlite.log import EventLog
from tests.scenes.operator import Operator, operator
from tests.scenes.sockets import browser
from tests.scenes.stage import Stage
from tests.scenes.web import Web


def figures(metrics):
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(metrics.page().decode())
        for sample in family.samples
    }


def test_sessions_are_counted_by_door_and_dialect():
    stage = Stage()
    stage.text("alice"), stage.json("bob"), stage.json("carol"), browser(stage, "dave"), stage.pipe()
    web = Web(stage)
    web.get("/r/lobby?name=erin")
    web.connect().begins("GET", "/r/lobby/stream?name=erin")
    found = figures(Metrics(stage.shared))
    sessions = {tuple(labels): count for (name, *labels), count in found.items() if name == "chat_sessions"}
    assert sessions == {
        ("text", "line"): 1,
        ("json", "line"): 2,
        ("websocket", "websocket"): 1,
        ("pipe", "pipe"): 1,
        ("requests", "http"): 1,
        ("text", "http"): 1,
    }
    assert found["chat_people",] == 5
    assert found["chat_rooms_open",] == 1


def test_lines_deliveries_and_commits_are_counted():
    stage = Stage()
    alice, _, _ = stage.text("alice"), stage.json("bob"), browser(stage, "carol")
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
    assert found["chat_outbox_bytes",] < 1000  # the last word
    slow.network.reads()
    assert figures(metrics)["chat_outbox_bytes",] == 0


def test_a_log_that_cannot_be_written_is_told():
    stage = Stage()
    alice, metrics = stage.text("alice"), Metrics(stage.shared)
    assert figures(metrics)["chat_log_writable",] == 1
    stage.storage.fail_next("the disk is full")
    alice.types("not stored")
    assert figures(metrics)["chat_log_writable",] == 0
    alice.types("stored")
    assert figures(metrics)["chat_log_writable",] == 1


def upkeep(stage):
    health = Operator(stage).answer(Checkup())
    return [finding for finding in doctor.of_server(health) if finding.check == "upkeep"]


def test_what_follows_behind_the_log_is_told_by_figures_and_by_the_doctor(monkeypatch):
    stage = Stage()
    metrics = Metrics(stage.shared)
    names = ("chat_upkeep_works", "chat_search_unindexed", "chat_wal_bytes")
    found = figures(metrics)
    assert [found[name,] for name in names[:2]] == [1, 0]
    assert upkeep(stage) == []
    worse = Condition("the search index: disk I/O error", 30_000, 100 << 20)
    monkeypatch.setattr(EventLog, "condition", worse)
    found = figures(metrics)
    assert [found[name,] for name in names] == [0, 30_000, 100 << 20]
    findings = upkeep(stage)
    assert [finding.level for finding in findings] == ["mend", "know", "know"]
    assert findings[0].text.startswith("the search index: disk I/O error")


def test_refusals_are_counted_by_code_on_every_door():
    stage = Stage()
    alice, carol, page = stage.text("alice"), stage.irc("carol"), browser(stage, "dave")
    metrics = Metrics(stage.shared)
    alice.types("/kick bob")
    carol.types("JOIN #lobby", "TOPIC #nowhere :x")
    page.asks(cmd="delete", room="lobby", seq=99)
    web = Web(stage)
    web.get("/nothing"), web.post("/r/lobby", b"x" * 3_000_000)
    codes = {key[1]: count for key, count in figures(metrics).items() if key[0] == "chat_refused_total"}
    assert codes == dict.fromkeys(
        ("body_too_large", "no_such_line", "no_such_page", "no_such_room", "not_allowed"), 1
    )


def test_other_parts_may_add_figures_and_the_process_is_there():
    stage = Stage()
    metrics = Metrics(stage.shared)
    stage.shared.gauges.append(ExtraGauge("chat_files", "Files kept.", lambda: 3))
    found = figures(metrics)
    assert found["chat_files",] == 3
    assert found["process_resident_memory_bytes",] > 1_000_000
    assert found["process_open_fds",] > 1


def test_health_is_told_until_the_server_stops():
    stage = Stage()
    web = Web(stage)
    assert web.get("/healthz").json() == {"status": "ok"}
    stage.shared.stopping = True
    answer = web.get("/healthz")
    assert (answer.status, answer.code) == (503, "server_stopping")


def test_a_ban_of_this_machine_ends_no_health_check():
    stage = Stage()
    web = Web(stage)
    operator(stage, v.BanVerb(target="127.0.0.0/8", yes=True))
    for path in ("/healthz", "/readyz", "/livez", "/metrics"):
        assert web.get(path).status == 200
    for path in ("/", "/r/lobby", "/nowhere"):
        assert web.get(path).status == 403


def test_a_full_disk_is_not_ready_until_it_can_be_written_again():
    stage = Stage()
    web = Web(stage)
    alice = stage.text("alice")
    stage.storage.fail_next("the disk is full")
    alice.types("hello")
    stage.storage.fail_next("the disk is full")
    answer = web.get("/healthz")
    assert (answer.status, answer.code) == (503, "not_stored")
    assert "the disk is full" in answer.text
    stage.passes(1)  # a probe is good for a second
    assert web.get("/healthz").status == 200  # nobody has said anything in between


def test_ready_is_not_the_same_as_alive():
    stage = Stage()
    web = Web(stage)
    assert [web.get(page, Host="10.0.0.7:8080").status for page in ("/readyz", "/livez")] == [200, 200]
    stage.storage.fail_next("the disk is full")
    stage.text("alice").types("hello")
    stage.storage.fail_next("the disk is full")
    assert [web.get(page).status for page in ("/readyz", "/livez")] == [503, 200]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X_Forwarded_For": "203.0.113.7"}, 401),
        ({"X_Forwarded_For": "203.0.113.7", "Authorization": "Bearer s3cret"}, 200),
        ({"Via": "1.1 proxy", "Authorization": "Bearer wrong"}, 401),
        ({"Origin": "http://evil.example"}, 403),
    ],
)
def test_figures_are_for_this_machine_or_with_the_token(headers, status):
    web = Web(Stage(metrics_token="s3cret"))
    answer = web.get("/metrics", **headers)
    assert answer.status == status
    assert (b"chat_lines_total" in answer.body) is (status == 200)


def test_without_a_token_set_none_is_right():
    web = Web(Stage())
    assert web.get("/metrics", Via="1.1 proxy", Authorization="Bearer ").status == 401


def test_the_bytes_of_files_are_asked_for_before_each_page():
    stage = Stage()
    web = Web(stage)
    assert b"chat_files_bytes 0.0" in web.get("/metrics").body
    assert web.asks("PUT", "/r/lobby/a.txt?name=alice", b"x" * 10_000).status == 201
    assert b"chat_files_bytes 10000.0" in web.get("/metrics").body
