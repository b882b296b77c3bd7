"""How it is said whether programs can be run: at start, and by the doctor."""

from types import SimpleNamespace

from chatservice.admin.doctor import of_code as by_doctor
from chatservice.core.ports import Isolation
from chatservice.model.runs import LanguageInfo
from chatservice.net.greeting import of_code as at_start

PYTHON = LanguageInfo("python", "Python", "3.11.2", "python3")
GO = LanguageInfo("go", "Go", "", "golang-go")
HOLDS = Isolation(known=True, fence="bubblewrap 0.8.0")
OFF = Isolation(known=True, reason="bubblewrap is not installed", remedy="Install it: apt install bubblewrap")


def findings(isolation, *languages):
    health = SimpleNamespace(
        reason=isolation.reason, remedy=isolation.remedy, fence=isolation.fence, languages=languages
    )
    return [(finding.level, finding.text) for finding in by_doctor(health)]


def test_at_start_it_is_one_line():
    assert at_start(HOLDS, [PYTHON, GO]) == "Code: Python 3.11.2; fenced in by bubblewrap 0.8.0"
    assert at_start(HOLDS, [GO]) == "Code: no language is installed; fenced in by bubblewrap 0.8.0"
    assert at_start(OFF, []) == (
        "Code: no programs can be run here: bubblewrap is not installed. Install it: apt install bubblewrap"
    )


def test_the_doctor_says_what_there_is_and_what_could_be():
    assert findings(HOLDS, PYTHON, GO) == [
        ("fine", "programs are fenced in by bubblewrap 0.8.0"),
        ("fine", "languages: Python 3.11.2"),
        ("fine", "not installed: Go (apt install golang-go)"),
    ]
    ((level, text),) = findings(OFF)
    assert level == "know"
    assert text.endswith("Install it: apt install bubblewrap")
