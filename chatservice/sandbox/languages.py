"""The available languages: one row each.

A command is a list of our own words; users' text is never among them. Words in braces are
replaced by numbers that follow from the settings (`Sizes`). Commands run inside the sandbox, in
the folder with the source; a program that is not below ``/usr`` of the server is not available.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

MIB = 1024 * 1024


class Sizes(NamedTuple):
    """The values for placeholders in commands, in MiB: half of what the whole sandbox may use."""

    half: int

    @classmethod
    def of(cls, memory: int) -> "Sizes":
        return cls(max(memory // MIB // 2, 32))


class Language(NamedTuple):
    """`name` selects the language in a command and after the three backticks of a block, as do
    `aliases`; `title` is for people. `needs` are the required programs, and `package` contains
    them on Debian; the version is the first number with dots in the output of `version`.

    `source` is the name of the source file; with `rename`, that function finds another name for
    it in the text. `compile` runs before `run`, if given.
    `data` is how much memory one process may use, as a share of the whole sandbox's;
    with `space` its address space is limited too, which runtimes that reserve much do not survive.
    """

    name: str
    title: str
    aliases: tuple[str, ...]
    source: str
    run: str
    version: str
    needs: tuple[str, ...]
    package: str
    compile: str = ""
    rename: Callable[[str], tuple[str, str]] | None = None
    data: float = 1.0
    space: float | None = 1.5
    environment: tuple[tuple[str, str], ...] = ()
    etc: tuple[str, ...] = ()
    preload: str = ""
    hint: str = ""  # in the output when the input ended and the program wanted more


_PACKAGE = re.compile(r"^\s*package\s+([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\s*;", re.ASCII | re.MULTILINE)
_CLASS = re.compile(
    r"^\s*public\s+(?:(?:final|abstract|sealed|strictfp)\s+)*(?:class|record|enum|interface)\s+([A-Za-z_$][\w$]{0,63})\b",
    re.ASCII | re.MULTILINE,
)
_ANY_CLASS = re.compile(
    r"^\s*(?:[a-z]+\s+)*(?:class|record|enum|interface)\s+([A-Za-z_$][\w$]{0,63})\b", re.ASCII | re.MULTILINE
)
_MAIN = re.compile(r"\bvoid\s+main\s*\(")
PACKAGE_MAX = 200


def java_names(source: str) -> tuple[str, str]:
    """The file name that javac requires for this source, and the class to start: the public one,
    the one with `main`, or Main."""
    package, name = _PACKAGE.search(source), "Main"
    if found := _CLASS.search(source):
        name = found[1]
    elif main := _MAIN.search(source):
        name = next((each[1] for each in reversed([*_ANY_CLASS.finditer(source, 0, main.start())])), name)
    prefix = f"{package[1]}." if package and len(package[1]) <= PACKAGE_MAX else ""
    return f"{name}.java", prefix + name


_JVM = (
    "{flag}-XX:+UseSerialGC {flag}-XX:TieredStopAtLevel=1 {flag}-XX:ReservedCodeCacheSize=48m "
    "{flag}-XX:CompressedClassSpaceSize=64m {flag}-XX:-UsePerfData"
)
_JAVAC = f"javac -J-Xms32m -J-Xmx{{half}}m {_JVM.replace('{flag}', '-J')} -proc:none -encoding UTF-8 -d ."
_JAVA = (
    f"java -Xms16m -Xmx{{half}}m -Xss1m {_JVM.replace('{flag}', '')} -XX:MaxMetaspaceSize=96m "
    "-XX:MaxDirectMemorySize=64m -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8 "
    "-Dsun.stdout.encoding=UTF-8 -Dsun.stderr.encoding=UTF-8 -cp ."
)

_GNU = "-g0 -pipe -fno-diagnostics-color -fmax-errors=20"
# Lines reach the reader when printed, not when the program ends (C buffers them on a pipe).
_BY_LINES = "stdbuf -oL -eL"
# Node buffers a loop's output in memory until the loop ends, unless it writes synchronously.
_WRITE_AT_ONCE = "for (const s of [process.stdout, process.stderr]) s._handle?.setBlocking?.(true);\n"

LANGUAGES = (
    Language(
        name="python",
        title="Python",
        aliases=("py", "python3"),
        source="main.py",
        run="python3 -I -u -X utf8 main.py",
        version="python3 --version",
        needs=("python3",),
        package="python3",
        hint="EOFError: EOF when reading a line",
    ),
    Language(
        name="javascript",
        title="JavaScript",
        aliases=("js", "node", "nodejs"),
        source="main.js",
        run="node --max-old-space-size={half} --no-warnings --require /run/preload main.js",
        version="node --version",
        needs=("node",),
        package="nodejs",
        data=1.5,
        space=None,
        preload=_WRITE_AT_ONCE,
    ),
    Language(
        name="java",
        title="Java",
        aliases=(),
        source="source",
        compile=_JAVAC,
        run=_JAVA,
        rename=java_names,
        version="java -Xms16m -Xmx64m -XX:+UseSerialGC -version",
        needs=("javac", "java"),
        package="default-jdk-headless",
        data=1.5,
        space=None,
        # Debian keeps a part of each JDK there, and others may.
        etc=("java", "java-*-openjdk"),
        hint="java.util.NoSuchElementException",
    ),
    Language(
        name="c",
        title="C",
        aliases=(),
        source="main.c",
        compile=f"gcc -std=gnu17 -O1 {_GNU} -o prog main.c -lm -pthread",
        run=f"{_BY_LINES} ./prog",
        version="gcc -dumpfullversion",
        needs=("gcc",),
        package="gcc libc6-dev",
    ),
    Language(
        name="cpp",
        title="C++",
        aliases=("c++", "cc", "cxx"),
        source="main.cpp",
        compile=f"g++ -std=gnu++20 -O0 {_GNU} -ftemplate-depth=256 -o prog main.cpp -pthread",
        run=f"{_BY_LINES} ./prog",
        version="g++ -dumpfullversion",
        needs=("g++",),
        package="g++",
    ),
    Language(
        name="go",
        title="Go",
        aliases=("golang",),
        source="main.go",
        compile="go build -p 2 -o prog main.go",
        run="./prog",
        version="go version",
        needs=("go",),
        package="golang-go",
        data=1.5,
        space=None,
        environment=(
            ("GOCACHE", "/tmp/go"),  # noqa: S108 (the sandbox's own)
            ("GOPATH", "/box"),
            ("GO111MODULE", "off"),
            ("CGO_ENABLED", "0"),
            ("GOTOOLCHAIN", "local"),
            ("GOMEMLIMIT", "{half}MiB"),
        ),
    ),
    Language(
        name="rust",
        title="Rust",
        aliases=("rs",),
        source="main.rs",
        compile="rustc --edition 2021 -C debuginfo=0 --color never -o prog main.rs",
        run="./prog",
        version="rustc --version",
        needs=("rustc", "cc"),
        package="rustc",
        data=1.5,
    ),
    Language(
        name="bash",
        title="Bash",
        aliases=("sh", "shell"),
        source="main.sh",
        run="bash main.sh",
        version="bash --version",
        needs=("bash",),
        package="bash",
    ),
    Language(
        name="sql",
        title="SQL",
        aliases=("sqlite", "sqlite3"),
        source="main.sql",
        run=f"{_BY_LINES} sqlite3 -batch -bail -header -column :memory: '.read main.sql'",
        version="sqlite3 --version",
        needs=("sqlite3",),
        package="sqlite3",
    ),
)

BY_NAME = {name: language for language in LANGUAGES for name in (language.name, *language.aliases)}
