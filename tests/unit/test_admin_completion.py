"""Completion in a real bash, from the script that chatctl writes."""

import subprocess

import pytest

from chatservice.admin import completion, verbs


def completed(*words):
    ask = f'{completion.script()}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _chatctl 2>/dev/null\n'
    ask += 'printf "%s\\n" "${COMPREPLY[@]}"'
    ran = subprocess.run(
        ["bash", "-c", ask, "bash", *words], capture_output=True, text=True, timeout=20, check=True
    )
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["chatctl", "stat"], ["status", "stats"]),
        (["chatctl", "rooms", ""], ["list", "create", "delete", "keep"]),
        (["chatctl", "--data", "x", "rooms", "d"], ["delete"]),
        (["chatctl", "users", "role", "bob", "m"], ["moderator"]),
        (["chatctl", "export", "ops", "--format", "h"], ["html"]),
        (["chatctl", "export", "ops", "--si"], ["--since"]),
        (["chatctl", "nix", ""], []),
    ],
)
def test_what_the_table_says_is_completed(words, found):
    assert completed(*words) == found


def test_every_verb_is_completed():
    firsts = {verbs.tag(verb).split()[0] for verb in verbs.VERBS}
    assert set(completed("chatctl", "")) == firsts


def test_files_are_completed_where_a_file_is_meant(tmp_path):
    (tmp_path / "one backup").mkdir()
    assert completed("chatctl", "backup", f"{tmp_path}/one") == [f"{tmp_path}/one", "backup"]
