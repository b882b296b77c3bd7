"""The operator's text files are read at start, and again when they change."""

import os

from twisted.internet.task import Clock
from twisted.logger import capturedLogs, formatEvent

from chatservice.net.notice_files import EVERY, SIZE_MAX, NoticeFile, watch


class Play:
    def __init__(self, path):
        self.path = path
        self.told = []
        self.clock = Clock()
        self.stop = watch(self.clock, [NoticeFile(path, self.told.append)])

    def writes(self, text, when):
        self.path.write_text(text)
        os.utime(self.path, (when, when))
        self.clock.advance(EVERY)


def test_a_file_is_read_at_start_and_when_it_changes(tmp_path):
    path = tmp_path / "motd.txt"
    path.write_text("Be kind.\n")
    play = Play(path)
    assert play.told == ["Be kind."]
    play.clock.advance(EVERY)
    assert play.told == ["Be kind."]
    play.writes("Be brief.", 10)
    assert play.told == ["Be kind.", "Be brief."]


def test_a_file_that_comes_later_is_seen_and_one_that_goes_is_empty(tmp_path):
    play = Play(tmp_path / "announcement.txt")
    assert play.told == []
    play.writes("Tonight at ten.", 10)
    play.path.unlink()
    play.clock.advance(EVERY)
    assert play.told == ["Tonight at ten.", ""]


def test_the_same_text_again_is_not_told_again(tmp_path):
    play = Play(tmp_path / "announcement.txt")
    play.writes("Tonight at ten.", 10)
    play.writes("Tonight at ten.", 20)
    assert play.told == ["Tonight at ten."]


def test_only_the_beginning_of_a_huge_file_is_read(tmp_path):
    play = Play(tmp_path / "motd.txt")
    with capturedLogs() as events:
        play.writes("x" * (SIZE_MAX + 100), 10)
        play.clock.advance(EVERY)
    assert len(play.told[0]) == SIZE_MAX
    assert [formatEvent(event) for event in events] == [f"{play.path} is cut after {SIZE_MAX} bytes"]


def test_it_ends(tmp_path):
    play = Play(tmp_path / "motd.txt")
    play.stop()
    assert play.clock.getDelayedCalls() == []
