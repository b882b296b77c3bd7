"""What a room looks like in a file: harmless as text and HTML, whole as JSON."""

import json

import msgspec
import pytest

from chatservice.admin.exports import moment, written
from chatservice.model.annotations import Annotations, Tally
from chatservice.model.events import DocumentInfo, DocumentIs
from chatservice.model.records import Record
from chatservice.model.values import EventKind

TS = 1_795_255_200.25


def record(seq=1, body="hello", kind=EventKind.MESSAGE, name="alice", ts=TS, subject=""):
    return Record(seq, seq, ts, kind, 1, name, body, None, subject)


def text(*records):
    return "".join(written("text", "ops", records))


def page(*records):
    return "".join(written("html", "ops", records))


def test_text_is_one_line_a_line():
    assert text(record(), record(2, "waves", EventKind.ACTION)) == (
        "2026-11-21 10:00:00 alice: hello\n2026-11-21 10:00:00 * alice waves\n"
    )
    reply = record(3, '{"text":"yes","re":1,"topic":"plan"}', EventKind.RICH)
    assert text(reply) == "2026-11-21 10:00:00 alice: (re #1, plan) yes\n"
    assert '<span class="said" dir="auto">(re #1, plan) yes</span>' in page(reply)
    assert text(record(body="Friday", kind=EventKind.TOPIC)).endswith(
        " * alice set the topic of ops: Friday\n"
    )


def test_what_is_attached_to_lines_is_told_in_words_and_whole_as_json():
    poll = '{"question":"When?","choices":["Mon","<b>"],"many":false,"anonymous":false}'
    records = [
        record(2, '{"line":1,"emoji":"\N{PARTY POPPER}","on":true}', EventKind.REACTION),
        record(3, "1", EventKind.UNPINNED),
        record(4, poll, EventKind.POLL),
    ]
    pin = record(5, "1", EventKind.PINNED)
    records.append(msgspec.structs.replace(pin, annotations=Annotations(text="hello")))
    end = record(6, "4", EventKind.POLL_CLOSED)
    votes = Annotations(text="When?\nMon\n<b>", tally=Tally((2, 1), 3))
    records.append(msgspec.structs.replace(end, annotations=votes))
    assert [line.partition(" * ")[2] for line in text(*records).splitlines()] == [
        "alice \N{PARTY POPPER} on #1",
        "alice unpinned #1",
        "alice asks #4: When? 1 Mon, 2 <b> (/vote 4 1)",
        "alice pinned #1: hello",
        "alice closed the poll #4: When? Mon 2, <b> 1 (3 voted)",
    ]
    assert "<b>" not in page(*records).split("<ol>")[1]
    events = [json.loads(line)["event"] for line in written("json", "ops", records)]
    assert events == ["reaction", "pinned", "poll", "pinned", "poll_closed"]


def test_nobody_forges_a_line_or_an_escape():
    said = text(record(body="a\n2026-11-21 14:00:01 bob: forged\x1b[2J\r\u2028x"))
    assert all(line.startswith("2026-11-21 10:00:00 alice: ") for line in said.splitlines())
    assert "\x1b" not in said


def test_html_holds_what_was_said_as_text_only():
    said = page(record(body="<script>alert(1)</script> & \"x\" 'y'", name="<b>"), record(2, "\x00\x1b"))
    assert "<script>" not in said
    assert "&lt;script&gt;" in said
    assert "<b>&lt;" not in said.split("<ol>")[0]
    assert "\x00" not in said
    assert said.count("<li ") == 2
    assert said.endswith("</html>\n")
    assert "default-src 'none'" in said


def test_the_rooms_name_is_text_too():
    assert "<title>&lt;x&gt;</title>" in "".join(written("html", "<x>", []))


def test_json_is_the_event_of_the_protocol():
    (line,) = written("json", "ops", [record(body="a\nb\x1b")])
    event = json.loads(line)
    assert line.count("\n") == 1
    assert (event["event"], event["seq"], event["text"], event["ts"]) == ("message", 1, "a\nb\x1b", TS)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("2026-11-21", 1_795_219_200),
        ("2026-11-21T10:00", 1_795_255_200),
        ("2026-11-21T10:00:00+01:00", 1_795_251_600),
    ],
)
def test_times_are_utc_unless_they_say_otherwise(typed, seconds):
    assert moment(typed) == seconds


@pytest.mark.parametrize("typed", ["yesterday", "2026-13-01", "", "\x1b", "9" * 1000])
def test_what_is_no_time_says_what_to_write(typed):
    with pytest.raises(ValueError, match="write 2026-11-21"):
        moment(typed)


def test_a_line_from_beyond_the_calendar_is_written_too():
    assert text(record(ts=1e18)).startswith("????-??-?? ??:??:?? alice")


def test_code_documents_follow_the_lines():
    info = DocumentInfo(doc="0123abcd", title="<b>", language="python", room="ops", creator="alice", made=TS)
    code = DocumentIs(
        room="ops", epoch="", document=info, role="", version=7, text="if a < b:\n\tprint(a)\x1b"
    )
    assert "".join(written("text", "ops", [record()], [code])).endswith(
        " alice: hello\n\n<b> (python, version 7):\n\n    if a < b:\n    \tprint(a)␛\n"
    )
    lines = [json.loads(line) for line in "".join(written("json", "ops", [record()], [code])).splitlines()]
    assert [line["event"] for line in lines] == ["message", "document_is"]
    assert lines[1]["text"] == code.text
    whole = "".join(written("html", "ops", [], [code]))
    assert (
        '<h2 id="0123abcd">&lt;b&gt; (python, version 7)</h2>\n<pre>if a &lt; b:\n\tprint(a)␛</pre>' in whole
    )
