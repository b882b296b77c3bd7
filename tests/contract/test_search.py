"""Searching: one answer, whether by the index, by looking at each line, or some of both."""

import threading

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatservice.errors import Busy
from chatservice.model.bodies import SharedFile
from chatservice.model.search_query import LineQuery
from chatservice.model.search_text import searchable
from chatservice.model.values import LOBBY, EventKind, RoomKind
from chatservice.storage.sqlite import (
    event_log,
    maintenance,
    meta,
    opening,
    principals,
    search,
    search_index,
    search_terms,
)
from chatservice.storage.sqlite.rooms import insert_room
from tests.contract.drivers import DEADLINE, SqliteDriver, line, words

AWKWARD = [
    "straße STRASSE", "İstanbul ISTANBUL ıstanbul", "ΟΔΟΣ οδος οδοσ ΣΊΣΥΦΟΣ", "ﬁnal FINAL",  # noqa: RUF001
    "日本語のテスト文字列", "👩\u200d👩\u200d👧\u200d👦 family 🎉🎉🎉", 'say "hello" twice',
    "a AND b OR NOT c NEAR(x)", "body:room* ^x -y",
    "100% of_it \\ %%", "tab\tnew\nline", "nul\0inside\0it", "é e\u0301 É", "ŉ ǰ ΐ", "\ufffe\uffff\ufffd end",
    "K\u212a kelvin Å\u212b", "....", "   ", "\U000f0000\U000f0000\U000f0001 forged",
]  # fmt: skip


@pytest.fixture
def rooms(driver):
    """The lobby and two more."""
    make = driver.storage.rooms.create
    return [LOBBY, *(driver.wait(make(RoomKind.PUBLIC, name, (), 1, 1.0)).id for name in ("ops", "dev"))]


def found(driver, rooms, text, senders=None, before=None, limit=100):
    page = driver.wait(driver.storage.log.search(rooms, words(text, senders), before, limit))
    return [hit.record.body for hit in page.hits]


def test_lines_and_actions_are_found_newest_first_and_nothing_else(driver, rooms):
    driver.say(line("needle one"), line("needle topic", kind=EventKind.TOPIC), line("hay"))
    driver.say(line("a NEEDLE", kind=EventKind.ACTION), room=rooms[1])
    driver.say(line("needles"))
    assert found(driver, rooms, "Needle") == ["needles", "a NEEDLE", "needle one"]
    hit = driver.wait(driver.storage.log.search(rooms, words("a need"), None, 5)).hits[0]
    assert (hit.room, hit.record.seq, hit.record.actor_name) == (rooms[1], 1, "alice")


def test_a_room_that_is_not_given_is_never_found(driver, rooms):
    driver.say(line("secret"), room=rooms[1])
    assert found(driver, [rooms[0], rooms[2]], "secret") == []
    assert found(driver, [], "secret") == []


def test_only_lines_of_the_senders(driver):
    driver.say(line("hello", actor=1), line("hello", actor=2))
    assert found(driver, [LOBBY], "hello", [2]) == ["hello"]
    assert found(driver, [LOBBY], "hello", [1, 2]) == ["hello", "hello"]
    assert found(driver, [LOBBY], "hello", []) == []


def test_pages_follow_one_another_without_gap_or_repetition(driver, rooms):
    for n in range(23):
        driver.say(line(f"needle {n}"), room=rooms[n % 3])
    seen, before = [], None
    while True:
        page = driver.wait(driver.storage.log.search(rooms, words("needle"), before, 5))
        assert page.complete
        seen += [hit.record.body for hit in page.hits]
        if page.before is None:
            break
        before = page.before
    assert seen == [f"needle {n}" for n in reversed(range(23))]


def test_a_page_that_is_just_full_is_the_last(driver):
    driver.say(line("needle"), line("needle"))
    page = driver.wait(driver.storage.log.search([LOBBY], words("needle"), None, 2))
    assert (len(page.hits), page.before) == (2, None)


@pytest.mark.parametrize("text", ["a", "日本", "🎉", "%", '"'])
def test_texts_under_three_characters_are_found(driver, text):
    driver.say(line(f"x{text}y"), line("other"))
    assert found(driver, [LOBBY], text) == [f"x{text}y"]


DAY = 86_400.0


def test_each_part_of_a_query_narrows_it_down(driver):
    shared = SharedFile(id="f" * 32, name="Café plan.pdf", size=1, type="a/b", sha256="0" * 64)
    file = msgspec.json.encode(shared).decode()
    driver.say(
        line("The release is out tomorrow", ts=1 * DAY),
        line("tomorrow a RELEASE, see https://x.example", ts=2 * DAY, actor=2),
        line("release the hounds", ts=3 * DAY),
        line("re", ts=4 * DAY, actor=2),
    )
    driver.say(line(file, kind=EventKind.FILE, ts=5 * DAY))
    checks = (
        (LineQuery(words=("release", "tomorrow")), [2, 1]),
        (LineQuery(words=("tomorrow", "re")), [2, 1]),
        (LineQuery(words=("release",), without=("tomorrow",)), [3]),
        (LineQuery(words=("re",), senders=(2,)), [4, 2]),
        (LineQuery(senders=(2,)), [4, 2]),
        (LineQuery(), [5, 4, 3, 2, 1]),
        (LineQuery(after=2 * DAY, before=4 * DAY), [3, 2]),
        (LineQuery(after=3.5 * DAY), [5, 4]),
        (LineQuery(words=("release",), before=0.5 * DAY), []),
        (LineQuery(link=True), [2]),
        (LineQuery(file=True), [5]),
        (LineQuery(words=("cafe",), file=True), [5]),
        (LineQuery(words=("PLAN",)), [5]),
        (LineQuery(words=("release",), file=True), []),
        (LineQuery(words=("hounds", "release"), best=True), [3]),
        (LineQuery(words=("re",), best=True), [4, 3, 2, 1]),
    )
    for indexed in (False, True):
        if indexed:
            driver.settle()
        for query, expected in checks:
            page = driver.wait(driver.storage.log.search([LOBBY], query, None, 50))
            assert [hit.record.seq for hit in page.hits] == expected, query
            assert (page.before, page.complete) == (None, True)


def test_a_whole_word_comes_before_a_newer_part_of_one(driver):
    driver.say(line("a cat"), line("concatenated"), line("concatenate"))
    page = driver.wait(driver.storage.log.search([LOBBY], LineQuery(words=("cat",), best=True), None, 2))
    assert ([hit.record.seq for hit in page.hits], page.before) == ([1, 3], None)


# On disk: before the index, behind its mark, and across it.


class Play:
    """A database without a thread, to be indexed when the test wants it."""

    def __init__(self, path):
        self.connection = opening.open_database(path)
        for name in ("a", "b"):
            principals.insert_guest(self.connection, name, name, 1.0)
        self.rooms = [LOBBY] + [
            insert_room(self.connection, RoomKind.PUBLIC, name, (), 1, 1.0) for name in ("r", "s")
        ]
        self.lines = []

    def say(self, room, actor, body):
        seq = event_log.one_head(self.connection, room).seq + 1
        self.lines.append((room, actor, body))
        self.connection.execute(
            "INSERT INTO events VALUES (?,?,?,1.0,'message',?,NULL,NULL,?)",
            (len(self.lines), room, seq, actor, body),
        )

    @property
    def upto(self):
        return meta.mark(self.connection, "indexed_upto")

    def search(self, text, rooms=None, senders=None, before=None, limit=1000, scan=1000):
        rooms = self.rooms if rooms is None else rooms
        return search.search(self.connection, rooms, words(text, senders), before, limit, self.upto, scan)

    def ids(self, *args, **kwargs):
        return [hit.record.id for hit in self.search(*args, **kwargs).hits]

    def model(self, text, rooms, senders):
        return [
            number
            for number, (room, actor, body) in reversed(list(enumerate(self.lines, 1)))
            if searchable(text) in searchable(body)
            and room in rooms
            and (senders is None or actor in senders)
        ]

    def index(self, count):
        upto = search_index.index_some(self.connection, self.upto, count)
        if upto is not None:
            search_index.index_until(self.connection, upto)


@pytest.fixture
def play(tmp_path):
    play = Play(tmp_path / "chat.db")
    yield play
    play.connection.close()


@pytest.mark.parametrize("indexed", [0, 9, 19])
def test_every_part_of_an_awkward_text_is_found(play, indexed):
    for body in AWKWARD:
        play.say(LOBBY, 1, body)
    assert len(AWKWARD) == 19
    play.index(indexed) if indexed else None
    for body in AWKWARD:
        for form in (body, body.upper(), body.lower(), body.casefold()):
            for start in range(0, len(form), 2):
                for length in (2, 3, 4, 11):
                    text = form[start : start + length]
                    assert play.ids(text) == play.model(text, play.rooms, None), (text, indexed)


texts = st.one_of(
    st.text(max_size=12),
    st.text(alphabet='aAbBßẞSsİiıIΣσςﬁ"*%_日本🎉 \0', max_size=16),  # noqa: RUF001
    st.sampled_from(AWKWARD),
).filter(lambda text: text.isascii() or search._storable(text))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_index_and_lines_give_the_answer_of_the_rule(play, data):
    play.connection.execute("BEGIN")
    try:
        play.lines.clear()
        lines = st.lists(st.tuples(st.sampled_from(play.rooms), st.sampled_from([1, 2]), texts), max_size=12)
        for room, actor, body in data.draw(lines):
            play.say(room, actor, body)
        play.index(data.draw(st.integers(1, 12)))
        body = data.draw(st.sampled_from([body for *_, body in play.lines] or [""]))
        start = data.draw(st.integers(0, len(body)))
        part = body[start : start + data.draw(st.integers(1, 8))]
        text = data.draw(st.one_of(st.just(part), st.just(part.upper()), texts))
        rooms = data.draw(st.lists(st.sampled_from(play.rooms), unique=True))
        senders = data.draw(st.one_of(st.none(), st.lists(st.sampled_from([1, 2]), unique=True)))
        expected = play.model(text, rooms, senders)
        assert play.ids(text, rooms, senders) == expected
        # Also page by page, however few lines each of them may look at.
        seen, before = [], None
        for _ in range(100):
            page = play.search(text, rooms, senders, before, limit=2, scan=3)
            seen += [hit.record.id for hit in page.hits]
            before = page.before
            if before is None:
                break
        assert seen == expected
    finally:
        play.connection.execute("ROLLBACK")


def test_an_answer_that_looked_at_enough_says_so_and_where_to_go_on(play):
    for n in range(10):
        play.say(LOBBY, 1, f"xy {n}")
    page = play.search("9", scan=4)
    assert ([hit.record.id for hit in page.hits], page.before, page.complete) == ([10], 7, False)
    page = play.search("xy", before=7, scan=6)
    assert (len(page.hits), page.before, page.complete) == (6, None, True)


@pytest.mark.parametrize("text", ["9", "nine"])
def test_a_long_line_counts_as_several_that_are_looked_at(play, text):
    for n in range(10):
        play.say(LOBBY, 1, f"xy {n} " + "ж" * 1_000)
    seen, before = 0, None
    while True:
        page = play.search(text, before=before, scan=25)
        seen += 1
        if page.complete:
            break
        assert page.before < (before or 11), "it goes on, however long a line is"
        before = page.before
    assert seen >= 5


def test_one_line_at_least_is_looked_at(play):
    for n in range(3):
        play.say(LOBBY, 1, f"xy {n} " + "ж" * 10_000)
    assert play.search("zz", scan=0).before == 3
    assert play.search("zz", before=3, scan=0).before == 2


def test_of_a_long_text_only_the_beginning_is_asked_of_the_index(play):
    text = "".join(chr(0x4E00 + n) for n in range(16_000))
    play.say(LOBBY, 1, text)
    play.say(LOBBY, 1, text[:-1] + "x")
    play.index(2)
    assert len(search._expression(search.Rule([1], words(text)))) < 1_000
    assert play.ids(text) == [1]


@pytest.mark.parametrize("indexed", [1, 4, 7])
def test_pages_across_the_mark_follow_one_another(play, indexed):
    for n in range(7):
        play.say(LOBBY, 1, f"needle {n}")
    play.index(indexed)
    pages = []
    before = None
    while not pages or (before is not None and len(pages) < 9):
        page = play.search("needle", before=before, limit=3)
        pages.append([hit.record.id for hit in page.hits])
        before = page.before
    assert pages == [[7, 6, 5], [4, 3, 2], [1]]
    assert play.search("needle", limit=7).before is None


def test_a_line_that_pretends_to_be_in_another_room_is_not_found_there(play):
    play.say(play.rooms[1], 1, search_terms.room_term(LOBBY) + "needle")
    play.index(1)
    assert play.ids("needle", [LOBBY]) == []
    assert play.ids("needle", [play.rooms[1]]) == [1]


def test_what_others_say_costs_a_search_nothing_and_tells_nothing(play):
    for _ in range(50):
        play.say(play.rooms[1], 1, "needle elsewhere")
    play.say(LOBBY, 1, "a needle, old")
    for _ in range(50):
        play.say(play.rooms[1], 1, "needle elsewhere")
    for indexed in (False, True):
        if indexed:
            play.index(1000)
        page = play.search("needle", rooms=[LOBBY, play.rooms[2]], scan=1)
        assert ([hit.record.id for hit in page.hits], page.complete) == ([51], True)


def test_a_line_that_is_forgotten_is_not_found_and_its_text_is_not_in_the_index(play):
    for body in ("needle one", "needle two", "needle three"):
        play.say(LOBBY, 1, body)
    play.index(2)
    search_index.forget(play.connection, [2, 3])
    play.connection.execute("UPDATE events SET body = '' WHERE id IN (2, 3)")
    play.index(10)
    assert play.ids("needle") == [1]
    entries = play.connection.execute("SELECT rowid FROM search WHERE search MATCH ?", ('"nee"',))
    assert entries.fetchall() == [(1,)]


def test_no_statement_of_a_search_sorts_or_goes_through_the_whole_log(play):
    for n in range(9):
        play.say(play.rooms[n % 3], 1, f"needle {n}")
    play.index(5)
    statements = []
    play.connection.set_trace_callback(statements.append)
    play.search("needle", limit=3)
    play.search("ne", before=7)
    play.connection.set_trace_callback(None)
    selects = [statement for statement in statements if statement.startswith("SELECT")]
    assert any("MATCH" in statement for statement in selects)
    assert any("e.seq <" in statement for statement in selects)
    for statement in selects:
        for row in play.connection.execute("EXPLAIN QUERY PLAN " + statement):
            assert "TEMP B-TREE" not in row[3], statement
            assert "SCAN e" not in row[3], statement


def test_the_thread_indexes_what_was_said_and_searches_agree_before_and_after(tmp_path, monkeypatch):
    monkeypatch.setattr(maintenance, "INDEX_SOME", 7)
    driver = SqliteDriver(tmp_path)
    driver.open()
    monkeypatch.setattr(maintenance, "IDLE", 1000.0)
    driver.say(line("x"))
    driver.say(*(line(f"needle {n}") for n in range(40)))
    before = found(driver, [LOBBY], "needle 1")
    monkeypatch.undo()
    driver.again()
    driver.index()
    assert driver.rows("SELECT value FROM meta WHERE name = 'indexed_upto'") == [("41",)]
    assert found(driver, [LOBBY], "needle 1") == before
    assert len(before) == 11
    driver.close()


def test_the_index_does_not_fall_behind_without_end_under_load(tmp_path, monkeypatch):
    monkeypatch.setattr(maintenance, "INDEX_LAG", 20)
    monkeypatch.setattr(maintenance, "IDLE", 1000.0)
    driver = SqliteDriver(tmp_path)
    driver.open()
    for _ in range(10):
        driver.say(*(line("x") for _ in range(10)))
    driver.settle()
    assert driver.committer.last_id - driver.committer.upkeep.indexed <= 30
    driver.close()


def test_a_reader_whose_connection_fails_gets_a_new_one(tmp_path):
    driver = SqliteDriver(tmp_path)
    driver.open()
    driver.say(line("needle"))
    assert found(driver, [LOBBY], "needle") == ["needle"]
    for connection in driver.storage.database.readers._idle:
        connection.close()
    for _ in range(4):
        box = []
        driver.storage.log.search([LOBBY], words("needle"), None, 5).addBoth(box.append)
        driver.until(lambda box=box: box)
    assert found(driver, [LOBBY], "needle") == ["needle"]
    driver.close()


def test_half_a_character_is_found_nowhere(driver):
    driver.say(line("ab\U0001f389"))
    assert found(driver, [LOBBY], "\ud83c") == []
    assert found(driver, [LOBBY], "ab\ud83c") == []


# On the threads.


class Held:
    """Searches that begin and do not end before they are let go."""

    def __init__(self, monkeypatch):
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Event()
        real = search.search

        def slow(*arguments):
            self.begun.release()
            assert self.go_on.wait(DEADLINE)
            return real(*arguments)

        monkeypatch.setattr(search, "search", slow)


@pytest.fixture
def held(sqlite, monkeypatch):
    held = Held(monkeypatch)
    yield held
    held.go_on.set()


def test_pages_of_history_do_not_wait_for_searches(sqlite, held):
    sqlite.say(line("one"))
    answers = [sqlite.storage.log.search([LOBBY], words("one"), None, 5) for _ in range(20)]
    assert held.begun.acquire(timeout=DEADLINE)
    assert sqlite.bodies() == ["one"]
    assert not any(answer.called for answer in answers)
    assert not held.begun.acquire(blocking=False), "one at a time"
    held.go_on.set()
    for answer in answers:
        assert [hit.record.body for hit in sqlite.wait(answer).hits] == ["one"]


def test_only_so_many_searches_wait(tmp_path, monkeypatch):
    driver = SqliteDriver(tmp_path / "data", search_queue=3)
    storage = driver.open()
    held = Held(monkeypatch)
    answers = [storage.log.search([LOBBY], words("one"), None, 5) for _ in range(3)]
    for _ in range(2):
        with pytest.raises(Busy):
            storage.log.search([LOBBY], words("one"), None, 5)
    held.go_on.set()
    for answer in answers:
        driver.wait(answer)
    driver.wait(storage.log.search([LOBBY], words("one"), None, 5))
    driver.close()


def test_one_or_two_letters_look_through_fewer_lines(tmp_path):
    driver = SqliteDriver(tmp_path / "data", search_scan=100, search_scan_short=10)
    storage = driver.open()
    driver.wait(storage.principals.create_guest("alice", "a", 1.0))
    driver.say(*(line(f"line {n}") for n in range(50)))
    assert not driver.wait(storage.log.search([LOBBY], words("zq"), None, 5)).complete
    assert driver.wait(storage.log.search([LOBBY], words("zqx"), None, 5)).complete
    driver.close()
