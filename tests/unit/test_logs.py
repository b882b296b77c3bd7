"""The log: one line an event, for people or as JSON, and nothing of what people send."""

import io
import json
import sys

import msgspec
import pytest
from twisted.logger import FileLogObserver, Logger, LogLevel, LogPublisher
from twisted.python import log as older
from twisted.python.failure import Failure

from chatservice.net.logs import FORMATS, FromLevel, as_json, as_plain, as_text, in_colour, observer
from chatservice.settings.schema import Settings

SECRET = "correct horse battery staple"


@pytest.fixture(params=sorted(FORMATS))
def logged(request):
    """A logger, and what it has written."""
    file = io.StringIO()
    publisher = LogPublisher(FileLogObserver(file, FORMATS[request.param]))
    return Logger("chatservice.test", observer=publisher), file.getvalue


def failing(error: BaseException) -> Failure:
    try:
        try:
            raise error
        except BaseException as inner:
            raise RuntimeError(SECRET) from inner
    except RuntimeError:
        return Failure()


@pytest.mark.parametrize(
    "error",
    [ValueError(SECRET), KeyError(SECRET), UnicodeEncodeError("ascii", SECRET + "é", 28, 29, SECRET)],
)
def test_what_an_exception_quotes_is_not_written_and_where_it_was_is(logged, error):
    log, written = logged
    log.failure("{command} failed", failing(error), command="Say")
    assert "Say failed: RuntimeError at " in written()
    assert f"because of {type(error).__name__} at " in written()
    assert "test_logs.py" in written()
    assert "horse" not in written()


def test_what_can_only_name_our_own_source_is_told(logged):
    log, written = logged
    log.failure("it failed", failing(AssertionError("session: LIVE -> GREETED")))
    assert "AssertionError (session: LIVE -> GREETED) at " in written()


def test_an_error_of_the_machine_is_told(logged):
    log, written = logged
    log.failure("it failed", failing(OSError(28, "No space left on device", f"/{SECRET}")))
    assert "OSError (No space left on device) at " in written()
    assert "horse" not in written()


def test_twisteds_older_way_of_logging_tells_no_more():
    said = []
    observer = older.theLogPublisher
    observer.addObserver(said.append)
    try:
        older.err(failing(ValueError(SECRET)), "Unhandled Error")
    finally:
        observer.removeObserver(said.append)
    event = {"log_time": 0.0, "log_text": str(said), "log_format": "{log_text}", **said[0]}
    for form in FORMATS.values():
        assert "RuntimeError" in form(event)
        assert "horse" not in form(event)


def test_an_event_is_one_line_whatever_is_in_it(logged):
    log, written = logged
    log.info("{what}", what="one\ntwo\x1b[2Jthree\r\x9b")
    assert written().count("\n") == 1
    assert not any(character in written() for character in "\x1b\r\x9b")


def test_an_event_without_text_is_nothing():
    event = {"log_time": 0.0, "log_format": ""}
    assert as_text(event) is as_json(event) is None


def test_text_is_for_people():
    event = {"log_time": 0.25, "log_format": "Join: {how}", "how": "nc", "log_namespace": "chat.doors"}
    assert as_text(event) == "1970-01-01 00:00:00Z info  chat.doors: Join: nc\n"


def test_json_is_an_object_a_line():
    event = {"log_time": 0.25, "log_format": "Join: {how}", "how": "nc", "log_namespace": "chat.doors"}
    assert json.loads(as_json(event)) == {
        "time": "1970-01-01T00:00:00.250+00:00",
        "level": "info",
        "source": "chat.doors",
        "message": "Join: nc",
    }


def start(line: str, **more: object) -> dict[str, object]:
    return {
        "log_time": 0.25,
        "log_format": "{line}",
        "line": line,
        "log_namespace": "chatservice.net.service",
        **more,
    }


def written_by(observer):
    """Its form of an event."""
    return observer._observer.formatEvent


def test_plain_has_neither_time_nor_source():
    assert as_plain(start("Join: nc")) == in_colour(start("Join: nc")) == "Join: nc\n"


def test_in_colour_the_label_of_a_line_at_the_start_stands_out():
    assert in_colour(start("Join: nc", greeting=True)) == "\x1b[1mJoin\x1b[0m: nc\n"


def test_plain_leaves_out_what_twisted_says_of_itself_but_never_trouble():
    event = start("Factory starting on 5555") | {"log_namespace": "log_legacy"}
    assert as_plain(event) is in_colour(event) is None
    bad = event | {"log_level": LogLevel.error}
    assert as_plain(bad) == "00:00:00Z error: Factory starting on 5555\n"
    assert in_colour(bad) == "\x1b[31m00:00:00Z error: Factory starting on 5555\x1b[0m\n"


@pytest.mark.parametrize(
    ("log_format", "twistd", "terminal", "form"),
    [
        ("auto", {}, False, as_plain),
        ("auto", {}, True, in_colour),
        ("auto", {"logfile": "chat.log"}, True, as_text),
        ("text", {}, True, as_text),
        ("json", {}, False, as_json),
    ],
)
def test_auto_is_plain_in_the_foreground_and_text_in_a_file(
    log_format, twistd, terminal, form, monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    assert written_by(observer(Settings(log_format=log_format), twistd)) is form


def test_no_color_is_heeded(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert written_by(observer(Settings(), {})) is as_plain


def test_less_severe_events_are_left_out_from_the_present_level_on():
    settings, logged = Settings(), []
    observer = FromLevel(settings, logged.append)
    levelled = [start(name, log_level=LogLevel.lookupByName(name)) for name in ("debug", "error")]
    events = [start("one"), *levelled]
    for event in events:
        observer(event)
    msgspec.structs.force_setattr(settings, "log_level", "error")
    for event in events:
        observer(event)
    assert [event["line"] for event in logged] == ["one", "error", "error"]
