"""Two real windows, each on a display of its own, write one program at the same time and run it, in each
of five languages; someone in a bare terminal watches, and runs it too."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chatservice.sandbox.languages import LANGUAGES
from tests.live.desktop import Display, Window
from tests.live.fence import missing, why_not
from tests.live.server import text_client
from tests.live.test_desktop import LEFT
from tests.live.test_desktop_code import opens, server  # noqa: F401 (a fixture)

# What stands there at first, and what alice and bob write in lines of their own.
PROGRAMS = {
    "python": (["", ""], 'print("one")', 'print("two")'),
    "javascript": (["", ""], 'console.log("one")', 'console.log("two")'),
    "java": (
        ["class Hello {", "  public static void main(String[] words) {", "", "", "  }", "}"],
        'System.out.println("one");',
        'System.out.println("two");',
    ),
    "c": (["#include <stdio.h>", "int main(void) {", "", "", "}"], 'puts("one");', 'puts("two");'),
    "cpp": (
        ["#include <iostream>", "int main() {", "", "", "}"],
        'std::cout << "one" << std::endl;',
        'std::cout << "two" << std::endl;',
    ),
}


TITLES = {language.name: language.title for language in LANGUAGES}


def write(window, line, text):
    """At the end of a line that is empty, counted from 0."""
    window.click("code_text")
    window.types("", "ctrl+Home", *["Down"] * line)
    window.types(text)


def all_see(windows, terminal, runner, title):
    for window in windows:
        window.until(f"{runner} runs {title}", "output")
        window.until("one\ntwo\n", "output")
        window.until("Finished after", "output")
    assert terminal.until(" | one")
    assert terminal.until(" | two")
    assert terminal.until("finished after")


@pytest.mark.skipif(bool(why_not()), reason=f"no sandbox here: {why_not()}")
def test_two_windows_write_one_program_in_each_language_and_a_terminal_runs_it_too(server, tmp_path):  # noqa: F811
    absent = []
    with (
        Display() as left,
        Display() as right,
        Window(left, tmp_path / "a", LEFT) as alice,
        Window(right, tmp_path / "b", LEFT, "light") as bob,
        text_client(server.port, "carol") as carol,
        ThreadPoolExecutor(2) as both,
    ):
        server.says("fenced in by")
        for window, name in ((alice, "alice"), (bob, "bob")):
            window.logs_in(name, server.port)
        for language, (lines, *texts) in PROGRAMS.items():
            if missing(language):
                absent.append(TITLES[language])
                continue
            carol.sends(f"/code new {language}\n" + "".join(f"/code append {line}\n" for line in lines))
            carol.until(f"is version {len(lines)} now")
            list(both.map(opens, (alice, bob), [language] * 2))
            first = lines.index("")
            list(both.map(write, (alice, bob), (first, first + 1), texts))
            for window in (alice, bob):
                window.until(lambda shown: all(text in shown for text in texts), "code")  # noqa: B023
                window.until("Saved", "code_saved")
            assert alice.ask("code") == bob.ask("code")
            alice.click("run")
            all_see((alice, bob), carol, "alice", TITLES[language])
            carol.sends("/code run\n")
            all_see((alice, bob), carol, "carol", TITLES[language])
        left.picture("languages")
    if absent:
        pytest.skip(f"done, but not in {', '.join(absent)}, which are not installed")
