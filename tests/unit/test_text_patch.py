"""A patch is what `patch` and `diff -u` understand."""

import random
import subprocess
from shutil import which

import pytest

from chatservice.model.text_patch import unified_patch


def test_a_changed_line_stands_among_three_equal_ones():
    old = "".join(f"{number}\n" for number in range(1, 10))
    assert unified_patch(old, old.replace("5", "five"), "a", "b") == (
        "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
    )


def test_equal_texts_have_none():
    assert unified_patch("a\n", "a\n", "a", "b") == ""


def test_a_text_without_an_end_of_line_says_so():
    assert (
        unified_patch("", "x", "a", "b")
        == "--- a\n+++ b\n@@ -0,0 +1,1 @@\n+x\n\\ No newline at end of file\n"
    )


@pytest.mark.skipif(which("patch") is None, reason="there is no patch here")
@pytest.mark.parametrize("seed", range(12))
def test_patch_makes_the_one_text_of_the_other(seed, tmp_path):
    chance = random.Random(seed)
    old = [chance.choice(["a", "b", "", "caf\u00e9\x0b"]) for _ in range(chance.randrange(40))]
    new = list(old)
    for _ in range(chance.randrange(6)):
        at = chance.randrange(len(new) + 1)
        new[at : at + chance.randrange(3)] = [f"n{chance.random()}"] * chance.randrange(3)
    end = chance.choice(["", "\n"])
    file = tmp_path / "text"
    file.write_bytes("\n".join(old).encode())
    patch = unified_patch("\n".join(old), "\n".join(new) + end, "text", "text")
    if patch:
        subprocess.run(["patch", "-s", str(file)], input=patch.encode(), check=True, timeout=10)
    assert file.read_bytes() == ("\n".join(new) + end).encode()
