"""Lines whose text is changed, and pages of lines between events that only add something to them. On every
driver."""

import sqlite3

import pytest

from chatservice.errors import KeyReused, NoSuchLine
from chatservice.model.annotations import Annotations
from chatservice.model.records import Appended
from chatservice.model.rich_text import RichText, rich_body
from chatservice.model.values import LOBBY, EventKind, RoomKind
from chatservice.storage.sqlite import exports
from chatservice.storage.sqlite.maintenance import Chore
from tests.contract.drivers import SqliteDriver, line, words


def edit(seq, text, **more):
    return line(str(seq), kind=EventKind.EDITED, annotations=Annotations(text=text), **more)


def deletion(seq):
    return line(str(seq), kind=EventKind.DELETED)


def records(driver):
    return driver.wait(driver.storage.log.since(LOBBY, 0, 100))


def found(driver, text):
    page = driver.wait(driver.storage.log.search([LOBBY], words(text), None, 10))
    return [hit.record.seq for hit in page.hits]


def test_the_line_has_the_new_text_wherever_it_is_read_and_the_old_one_is_nowhere(driver):
    driver.say(line("helo", ts=1.0), line("world"))
    driver.say(edit(1, "hello", ts=7.0))
    first, second, event = records(driver)
    assert (first.body, first.annotations) == ("hello", Annotations(edited=7.0))
    assert second.annotations is None
    assert (event.body, event.annotations) == ("1", Annotations(text="hello"))
    assert (found(driver, "helo"), found(driver, "hello")) == ([], [1])


def test_each_event_by_which_a_line_was_edited_shows_its_present_text_and_none_once_it_is_deleted(driver):
    driver.say(line("a"))
    driver.say(edit(1, "b"), edit(1, "c"))
    assert [record.annotations.text for record in records(driver)[1:]] == ["c", "c"]
    driver.say(deletion(1))
    blank, one, two, _ = records(driver)
    assert (blank.kind, blank.annotations) == (EventKind.BLANK, None)
    assert (one.annotations.text, two.annotations.text) == ("", "")


@pytest.mark.parametrize("seq", [1, 2, 3, 9])
def test_what_is_no_line_is_not_edited(driver, seq):
    driver.say(line("topic", kind=EventKind.TOPIC), line("secret"))
    driver.say(deletion(2))
    (outcome,) = driver.say(edit(seq, "text"))
    assert isinstance(outcome, NoSuchLine)
    assert [record.body for record in records(driver)] == ["topic", "", "2"]


def test_a_line_that_the_same_batch_deletes_is_not_edited_after_it(driver):
    driver.say(line("secret"))
    deleted, refused = driver.queue(deletion(1)), driver.queue(edit(1, "secret"))
    driver.settle()
    assert (type(deleted[0]), type(refused[0])) == (Appended, NoSuchLine)


def test_the_index_finds_the_new_text_and_not_the_old_one_whether_it_had_the_line_or_not(sqlite):
    sqlite.say(line("xylophone"), line("hay"))
    sqlite.index()
    sqlite.say(edit(1, "marimba"), line("zither"))
    sqlite.say(edit(4, "guitar"))
    sqlite.index()
    for old in ("xyl", "zit"):
        assert sqlite.rows("SELECT rowid FROM search WHERE search MATCH ?", f'"{old}"') == []
    assert (found(sqlite, "marimba"), found(sqlite, "guitar"), found(sqlite, "hay")) == ([1], [4], [2])
    assert sqlite.rows("INSERT INTO search (search) VALUES ('integrity-check')") == []


@pytest.mark.parametrize("merged", [False, True])
def test_the_line_and_the_edit_sent_again_with_their_keys_are_known_after_a_restart_too(tmp_path, merged):
    """Whether the keys are in the table by then or only in the log."""
    sqlite = SqliteDriver(tmp_path)
    sqlite.open()
    sqlite.say(line("helo", key="k1"))
    sqlite.say(edit(1, "hello", key="k2"))
    sqlite.say(edit(1, "hello!", key="k3"))
    for _ in range(2):
        assert [(at.seq, at.fresh) for at in sqlite.say(line("helo", key="k1"))] == [(1, False)]
        assert [(at.seq, at.fresh) for at in sqlite.say(edit(1, "hello", key="k2"))] == [(2, False)]
        assert [(at.seq, at.fresh) for at in sqlite.say(edit(1, "hello!", key="k3"))] == [(3, False)]
        for other in (line("hello!", key="k1"), edit(1, "helo", key="k2"), edit(1, "hello", key="k3")):
            assert isinstance(sqlite.say(other)[0], KeyReused)
        if merged:
            sqlite.committer.upkeep._do(Chore.MERGE, sqlite.committer.last_id, lambda: False)
        sqlite.again()
    sqlite.close()


# Replies, topics and former texts.


def rich(text, re=0, topic="", **more):
    return line(rich_body(RichText(text, re=re, topic=topic)), kind=EventKind.RICH, **more)


def topics(driver):
    found, _ = driver.wait(driver.storage.topics.topics(LOBBY, 10))
    return [(topic.name, topic.lines, topic.last) for topic in found]


def test_a_reply_and_a_topic_are_stored_with_the_line_and_go_with_it(driver):
    driver.say(line("lunch?"))
    driver.say(rich("yes", re=1, topic="Food"), rich("soup", topic="food"), rich("x", topic="other"))
    assert records(driver)[0].annotations == Annotations(replies=1)
    assert topics(driver) == [("other", 1, 4), ("Food", 2, 3)]
    assert (found(driver, "soup"), found(driver, "food")) == ([3], [])
    driver.say(edit(2, "yes please"))
    assert records(driver)[1].body == '{"text":"yes please","re":1,"topic":"Food"}'
    driver.say(deletion(2), deletion(4))
    assert records(driver)[0].annotations == Annotations(replies=0)
    assert topics(driver) == [("Food", 1, 3)]
    assert [r.seq for r in driver.wait(driver.storage.topics.before(LOBBY, "FOOD", None, 5))] == [3]
    assert driver.wait(driver.storage.topics.since(LOBBY, "food", 3, 5)) == []


@pytest.mark.parametrize("seq", [1, 9])
def test_what_is_no_line_is_not_answered(driver, seq):
    driver.say(line("topic", kind=EventKind.TOPIC))
    assert isinstance(driver.say(rich("yes", re=seq))[0], NoSuchLine)


def test_former_texts_are_kept_up_to_their_cap_and_go_with_the_line_or_its_author(tmp_path):
    sqlite = SqliteDriver(tmp_path, keep_revisions=2)
    sqlite.open()
    sqlite.wait(sqlite.storage.principals.create_guest("alice", "a", 1.0))
    sqlite.say(line("one", key="k"), line("uno"))
    for text in ("two", "three", "four"):
        sqlite.say(edit(1, text, ts=5.0), edit(2, text))
    texts, edits = sqlite.wait(sqlite.storage.revisions.revisions(LOBBY, 1))
    assert ([former.text for former in texts], edits) == (["two", "three"], 3)
    sqlite.say(deletion(2))
    assert sqlite.rows("SELECT DISTINCT line FROM former_texts") == [(1,)]
    sqlite.say(rich("secret", topic="secret plan"))
    sqlite.wait(sqlite.storage.principals.blank_some(1, 0))
    assert sqlite.rows("SELECT * FROM former_texts UNION ALL SELECT *, 0 FROM sent_texts") == []
    assert sqlite.rows("SELECT * FROM topics") == sqlite.rows("SELECT * FROM topic_lines") == []
    assert "secret" not in str(records(sqlite))
    sqlite.close()


# Pages of lines.


def lines(driver, method, seq, limit):
    return [record.seq for record in driver.wait(getattr(driver.storage.log, method)(LOBBY, seq, limit))]


def test_a_page_of_lines_has_none_of_the_events_between_them(driver):
    driver.say(line("1"), line("2"))
    driver.say(*(edit(1, f"{n}") for n in range(5)), line("8"), edit(2, "x"), line("10"))
    assert lines(driver, "lines_before", None, 3) == [2, 8, 10]
    assert lines(driver, "lines_before", 10, 2) == [2, 8]
    assert lines(driver, "lines_before", 9, 9) == [1, 2, 8]
    assert lines(driver, "lines_before", 5, 1) == [2]
    assert lines(driver, "lines_before", 2, 5) == [1]
    assert lines(driver, "lines_before", 1, 5) == []
    assert lines(driver, "lines_before", None, 0) == []
    assert lines(driver, "lines_since", 0, 3) == [1, 2, 8]
    assert lines(driver, "lines_since", 4, 3) == [8, 10]
    assert lines(driver, "lines_since", 8, 3) == [10]
    assert lines(driver, "lines_since", 10, 3) == []
    assert [record.seq for record in driver.wait(driver.storage.log.around(LOBBY, 8, 1, 1))] == [2, 8, 10]
    assert driver.seqs() == [*range(1, 11)]


def test_a_time_is_found_in_a_log(driver):
    driver.say(line("1", ts=10.0), line("2", ts=20.0), line("3", ts=20.0))

    def seq_at(ts):
        return driver.wait(driver.storage.log.seq_at(LOBBY, ts))

    assert [seq_at(ts) for ts in (1.0, 10.0, 10.5, 20.0, 21.0)] == [0, 0, 1, 1, 3]


def test_what_retention_removed_is_not_looked_for(tmp_path):
    sqlite = SqliteDriver(tmp_path, retention=86_400.0)
    sqlite.open()
    sqlite.say(*(line("old", ts=1.0) for _ in range(4)), rich("old", topic="old", ts=1.0))
    sqlite.say(edit(2, "older", ts=1.0), line("new"))
    sqlite.say(edit(7, "newer"), line("last"))
    trimmer = sqlite.committer.upkeep.trimmer
    trimmer.look()
    sqlite.keep_up(lambda: trimmer.due() > 0)
    assert lines(sqlite, "lines_since", 0, 5) == [7, 9]
    assert lines(sqlite, "lines_before", None, 5) == [7, 9]
    assert sqlite.rows("SELECT seq FROM annotations") == [(7,)]
    assert sqlite.rows("SELECT first, last FROM folded") == [(8, 8)]
    assert topics(sqlite) == []
    sqlite.close()


def test_a_backup_has_the_last_texts_the_replies_the_topics_and_the_former_texts(tmp_path):
    sqlite = SqliteDriver(tmp_path, keep_revisions=2)
    sqlite.open()
    sqlite.say(line("helo"))
    sqlite.say(edit(1, "hello"), rich("yes", re=1, topic="plan"))
    backup = tmp_path / "backup"
    backup.mkdir()
    with sqlite3.connect(sqlite.path) as source, sqlite3.connect(backup / "chat.db") as target:
        source.backup(target)
    sqlite.close()
    restored = SqliteDriver(backup)
    restored.open()
    first, event, reply = records(restored)
    assert (first.body, first.annotations.replies, event.annotations.text) == ("hello", 1, "hello")
    assert (reply.text, topics(restored)) == ("yes", [("plan", 1, 3)])
    texts, _ = restored.wait(restored.storage.revisions.revisions(LOBBY, 1))
    assert [former.text for former in texts] == ["helo"]
    restored.close()


def test_what_is_exported_of_a_person_has_the_last_and_the_former_texts(tmp_path):
    sqlite = SqliteDriver(tmp_path, keep_revisions=2)
    sqlite.open()
    alice = sqlite.wait(sqlite.storage.principals.create_guest("alice", "a", 1.0))
    sqlite.say(line("helo"), line("not hers", actor=2))
    sqlite.say(edit(1, "hello", ts=5.0), edit(2, "not hers either", actor=2), rich("yes", re=1, topic="plan"))
    with exports.reading(sqlite.path, alone=False) as connection:
        pieces = list(exports.about(connection, exports.people_called(connection, alice.id, "")))
    said = [(piece["kind"], piece["text"], piece.get("topic")) for piece in pieces if piece["is"] == "line"]
    assert said == [("message", "hello", None), ("edited", "1", None), ("rich", "yes", "plan")]
    former = [piece for piece in pieces if piece["is"] == "former_text"]
    assert former == [{"is": "former_text", "room": "lobby", "seq": 1, "until": 5.0, "text": "helo"}]
    sqlite.close()


def test_nothing_of_it_is_left_of_a_deleted_room(sqlite):
    room = sqlite.wait(sqlite.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, 1.0)).id
    sqlite.say(line("helo", key="k"), room=room)
    sqlite.say(edit(1, "hello"), rich("yes", re=1, topic="plan"), room=room)
    sqlite.wait(sqlite.storage.rooms.delete(room))
    sqlite.keep_up(lambda: not sqlite.rows("SELECT * FROM doomed"))
    for table in ("annotations", "sent_texts", "folded", "topics", "topic_lines"):
        assert sqlite.rows(f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608
