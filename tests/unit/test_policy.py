"""How a run is fenced in, as data."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.sandbox import policy
from chatservice.sandbox.languages import BY_NAME, LANGUAGES, MIB, java_names
from chatservice.sandbox.policy import Host, RunLimits, command, files, inside, options, script

HOST = Host(b"\x7fELF", links={"bin": "usr/bin", "lib": "usr/lib"}, seccomp=b"filter")
LIMITS = RunLimits()


@dataclass
class Made:
    """Everything that is given to programs, and the files with what is in them."""

    words: list[str]
    contents: dict[str, bytes]

    @classmethod
    def of(cls, language, source="", host=HOST, limits=LIMITS):
        inner = files(host, language, source, limits)
        words = [*command(host), *inside(limits, language), *options(host, language, limits, inner)]
        return cls(words, {file.path: file.content for file in inner})

    def after(self, word: str) -> list[str]:
        return [self.words[place + 1] for place, each in enumerate(self.words) if each == word]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@given(source=st.text(min_size=1, max_size=60))
def test_no_users_text_is_in_a_word_a_path_or_the_script(language, source):
    """Whatever the source, all but the content of its own files stays the same."""
    plain, made = Made.of(language), Made.of(language, source)
    assert made.words == plain.words
    assert made.contents.keys() == plain.contents.keys()
    own = {f"/box/{language.source}", "/run/names"}
    assert all(made.contents[path] == plain.contents[path] for path in plain.contents if path not in own)
    assert made.contents[f"/box/{language.source}"] == source.encode("utf-8", "replace")


def test_namespaces_are_all_taken_and_nothing_is_kept():
    words = Made.of(BY_NAME["python"]).words
    for kind in ("user", "ipc", "pid", "net", "uts"):
        assert f"--unshare-{kind}" in words
    for word in ("--disable-userns", "--die-with-parent", "--new-session", "--as-pid-1", "--clearenv"):
        assert word in words
    assert words[words.index("--cap-drop") :][:2] == ["--cap-drop", "ALL"]


def test_everything_that_can_be_written_has_a_size():
    words = Made.of(BY_NAME["python"]).words
    sized = {}
    for place, word in enumerate(words):
        if word == "--tmpfs" and words[place + 1] != "/usr/local":
            assert words[place - 4] == "--size"
            sized[words[place + 1]] = int(words[place - 3])
    assert sized == {"/tmp": 64 * MIB, "/box": 64 * MIB, "/dev/shm": 16 * MIB}  # noqa: S108
    assert Made.of(BY_NAME["python"]).after("--remount-ro") == ["/usr/local", "/dev", "/"]


def test_a_server_that_is_root_becomes_another_and_any_other_stays_itself():
    assert command(HOST)[0] == policy.BWRAP
    words = command(HOST._replace(uid=65530))
    assert words[:6] == [policy.SETPRIV, "--reuid", "65530", "--regid", "65530", "--clear-groups"]
    assert words[7] == policy.BWRAP


def test_the_first_process_has_the_limits_and_cannot_be_looked_into():
    words = inside(LIMITS, BY_NAME["python"])
    assert {"--nproc=64", "--nofile=128", f"--data={512 * MIB}", "--cpu=30:31", "--memlock=0"} <= set(words)
    assert words[-2:] == ["/run/sh", "/run/script"]
    shell = next(file for file in files(HOST, BY_NAME["python"], "", LIMITS) if file.path == "/run/sh")
    assert (shell.mode, shell.content) == ("0111", HOST.shell)


def test_a_crash_starts_no_program_of_the_hosts():
    """core(5): with a limit of 0 a piped handler runs all the same; with 1 byte it does not."""
    assert "--core=1" in inside(LIMITS, BY_NAME["c"])


def test_limits_follow_the_settings():
    small = RunLimits(seconds=2.5, memory=128 * MIB)
    assert "--cpu=3:4" in inside(small, BY_NAME["python"])
    assert f"--data={192 * MIB}" in inside(small, BY_NAME["java"])
    assert "-Xmx64m" in script(BY_NAME["java"], small)
    assert f"--as={192 * MIB}" in script(BY_NAME["python"], small)
    assert "--as=" not in script(BY_NAME["javascript"], small)


def test_a_program_starts_when_the_way_to_the_server_is_closed():
    lines = script(BY_NAME["c"], LIMITS).splitlines()
    assert lines[0] == "echo compile >&9"
    assert "9>&-" in lines[1]
    assert lines[2:4] == ["echo run >&9", "exec 9>&-"]
    assert lines[-1] == "exit $?"


def test_the_filter_is_the_last_descriptor():
    made = Made.of(BY_NAME["python"])
    count = len(made.contents)
    assert made.after("--seccomp") == [str(policy.FIRST_FILE + 1 + count)]
    assert "--seccomp" not in Made.of(BY_NAME["python"], host=HOST._replace(seccomp=None)).words


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("public class Hello { }", ("Hello.java", "Hello")),
        ("package a.b;\npublic final class X {}", ("X.java", "a.b.X")),
        ("class A {}\nclass B { public static void main(String[] a) {} }\nclass C {}", ("B.java", "B")),
        ("public record R(int a) {}", ("R.java", "R")),
        ("// public class Not {}\npublic enum Yes {}", ("Yes.java", "Yes")),
        ("public class ../x {}", ("Main.java", "Main")),
        ("public class -Xx {}", ("Main.java", "Main")),
        ("public class Ünder {}", ("Main.java", "Main")),
        ("", ("Main.java", "Main")),
        (f"public class {'x' * 65} {{}}", ("Main.java", "Main")),
        (f"package {'p' * 300};\npublic class X {{}}", ("X.java", "X")),
    ],
)
def test_a_class_gives_a_file_its_name_only_if_it_is_one(source, names):
    assert java_names(source) == names


def test_every_name_of_a_language_is_one_languages():
    names = [name for language in LANGUAGES for name in (language.name, *language.aliases)]
    assert len(names) == len(set(names)) == len(BY_NAME)
