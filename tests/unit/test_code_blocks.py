"""Code in a line of the window: its head, what can be done with it, and what a program printed."""

from types import SimpleNamespace

import msgspec
import pytest

from chatservice.client.model.code_requests import CodeRequests
from chatservice.client.model.items import MessageItem, PageFacts, Runnable
from chatservice.client.model.languages import RunnableLanguages
from chatservice.client.model.line_menu import code_of
from chatservice.client.model.render import render
from chatservice.client.model.viewport import Viewport
from chatservice.model.commands import Doctor, Run
from chatservice.model.events import DoctorIs, Error, LanguageIs, RunEnded, RunStarted
from chatservice.model.runs import Verdict
from tests.unit.test_state import joined, message, state

TWO = "see\n```py\nx = 1\n\ty\n```\nand\n```\nplain\n```"
HEAD = {"room": "lobby", "id": 8, "ts": 1e9, "sender": "alice"}


def acts(pieces):
    return [
        (text, next(tag for tag in tags if tag.startswith("do:")))
        for text, tags in pieces
        if "fence_act" in tags
    ]


def shown(text, languages=frozenset(), needs_account=False, **changes):
    line = message(3, text=text)
    runnable = Runnable(languages, needs_account)
    item = MessageItem(id=("line", 3), ts=1e9, line=line, text=text, runnable=runnable)
    return render(msgspec.structs.replace(item, **changes), None)


def test_each_block_has_its_language_and_is_copied_by_its_number():
    pieces = shown(TWO)
    assert acts(pieces) == [("Copy", "do:copy_code:1"), ("Copy", "do:copy_code:2")]
    heads = [text for text, tags in pieces if "fence_head" in tags and "fence_act" not in tags]
    assert heads == ["py\t", "\n", "Code\t", "\n"]
    assert (code_of(TWO, 1), code_of(TWO, 2)) == ("x = 1\n\ty", "plain")


def test_a_block_is_run_where_the_server_runs_its_language():
    assert ("Run", "do:run:1:py") in acts(shown(TWO, frozenset({"py", "python"})))
    assert not any(text == "Run" for text, _ in acts(shown(TWO, frozenset({"c"}))))


def test_a_guest_sees_before_they_click_that_running_needs_an_account():
    acts_of_guest = acts(shown(TWO, frozenset({"py"}), needs_account=True))
    assert ("Run (needs an account)", "do:account:") in acts_of_guest
    assert not any(act.startswith("do:run") for _, act in acts_of_guest)


def test_nothing_is_done_with_code_that_is_not_stored_yet():
    pieces = shown(TWO, frozenset({"py"}), line=None, standing="pending")
    assert acts(pieces) == []
    assert "py\n" in [text for text, _ in pieces]


def test_copied_code_has_nothing_that_a_terminal_obeys():
    assert "\x1b" not in code_of("```\na\x1b[2J\n```", 1)


def test_lines_with_code_are_drawn_again_when_the_languages_are_known():
    made = state(joined())
    conversation = made.conversation("lobby")
    for line in (message(1, text="plain"), message(2, text=TWO)):
        conversation.said(line)
    viewport = Viewport(conversation)
    before = viewport.items("alice", (), 0.0)
    after = viewport.items("alice", (), 0.0, PageFacts(runnable=Runnable(frozenset({"py"}))))
    assert [a == b for a, b in zip(before, after, strict=True)][-2:] == [True, False]
    assert viewport.has_code


@pytest.mark.parametrize(
    ("lines", "more"), [(2, []), (3, ["Show 1 more line\n"]), (1_002, ["Show 1,000 more lines\n"])]
)
def test_what_a_program_printed_is_a_block_with_the_rest_on_request(lines, more):
    ended = RunEnded(seq=48, run=47, verdict=Verdict.OK, lines=lines, head="a\n\u202eb\n", **HEAD)
    pieces = render(MessageItem(id=("line", 48), ts=1e9, line=ended), None)
    assert [text for text, tags in pieces if "fence" in tags] == ["Output\t", "Copy", "\n", "a\n", "b\n"]
    assert [text for text, tags in pieces if "do:output:47" in tags] == more
    assert "Finished after 0 s." in "".join(text for text, _ in pieces)


def test_a_program_that_failed_says_so_in_red_and_one_without_output_has_no_block():
    ended = RunEnded(seq=48, run=47, verdict=Verdict.EXIT, status=3, **HEAD)
    pieces = render(MessageItem(id=("line", 48), ts=1e9, line=ended), None)
    assert pieces[0] == ("Exited with 3 after 0 s.  ", ("body", "time", "failed"))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"verdict": Verdict.TIMEOUT, "seconds": 30.02}, "Stopped after 30 s: it took too long."),
        ({"verdict": Verdict.SIGNAL, "status": 139}, "Crashed: SIGSEGV (139)."),
        ({"verdict": Verdict.STOPPED, "seconds": 0.25}, "Stopped after 0.25 s."),
        ({"verdict": Verdict.STOPPED, "by": "bob"}, "Stopped by bob after 0 s."),
        (
            {"verdict": Verdict.STOPPED, "detail": "refused"},
            "Stopped: alice may not run programs there any more.",
        ),
        ({"verdict": Verdict.MEMORY, "limit": 2**29}, "Stopped: memory limit 512 MB."),
        ({"verdict": Verdict.MEMORY, "detail": "files"}, "Stopped: too many files."),
        (
            {"verdict": Verdict.EXIT, "status": 1, "wanted": True},
            "Exited with 1 after 0 s. It asked for input.",
        ),
    ],
)
def test_the_end_of_a_program_names_what_it_was(facts, words):
    ended = RunEnded(seq=48, run=47, **facts, **HEAD)
    pieces = render(MessageItem(id=("line", 48), ts=1e9, line=ended), None)
    assert pieces[0][0].strip() == words


def test_who_runs_a_program_leads_to_it():
    run = RunStarted(seq=47, line=3, language="python", title="Python", version="3.13", sha256="", **HEAD)
    pieces = render(MessageItem(id=("line", 47), ts=1e9, line=run), None)
    assert pieces[0][0] == "alice runs a program in Python 3.13"
    assert "do:goto:3" in pieces[0][1]


class Future:
    def __init__(self):
        self.callbacks = []

    def addCallback(self, call, *more):
        self.callbacks.append((call, more))

    def comes(self, answer):
        for call, more in self.callbacks:
            call(answer, *more)


class Session:
    """Of a link that is connected."""

    here = True

    def __init__(self, account=False):
        self.asked, self.drawn = [], 0
        self.state = SimpleNamespace(account=account)
        self.link = self
        self.future = Future()

    def ask(self, *command):
        self.asked.append(command[-1])
        return self.future

    def redraw(self):
        self.drawn += 1


def test_languages_are_asked_for_once_and_known_by_all_their_names():
    session = Session()
    languages = RunnableLanguages(session)
    languages.ask()
    languages.ask()
    assert session.asked == [Doctor()]
    here = LanguageIs(name="python", title="Python", version="3.13", aliases=("py",))
    session.future.comes(DoctorIs(fence="a cage", languages=[here, LanguageIs(name="go", title="Go")]))
    assert languages.names == {"python", "py"}
    assert session.drawn == 1


@pytest.mark.parametrize("account", [True, False])
@pytest.mark.parametrize("accounts", [True, False])
def test_who_may_run_them_is_the_servers_to_say(account, accounts):
    session = Session(account)
    languages = RunnableLanguages(session)
    languages.ask()
    session.future.comes(DoctorIs(fence="a cage", accounts=accounts))
    assert languages.runnable.needs_account == (accounts and not account)


def test_languages_are_asked_for_again_after_a_cut_and_none_run_without_a_sandbox():
    session = Session()
    languages = RunnableLanguages(session)
    languages.ask()
    session.future.comes(None)
    languages.ask()
    assert len(session.asked) == 2
    python = LanguageIs(name="python", title="Python", version="3.13")
    session.future.comes(DoctorIs(reason="it is switched off", languages=[python]))
    session.future.comes(Error(code="slow_down", text="slow down"))
    assert languages.names == frozenset()


def test_a_block_of_a_line_is_run_in_its_conversation():
    session = Session()
    requests = CodeRequests(session, None, None, lambda: None)
    requests.run_block("lobby", 3, 2, "py")
    assert session.asked == [Run(line=3, block=2, language="py")]
