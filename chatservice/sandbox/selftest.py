"""Checks whether the isolation works on this machine, and which languages are installed.

A probe runs exactly like users' programs. It looks for what they must not find, and any
unexpected result disables the feature, with the reason. Nothing here blocks the reactor.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from twisted.internet.defer import Deferred

from chatservice.model.runs import Ending, LanguageInfo, Program, Verdict
from chatservice.sandbox.host import Unfit, refusal
from chatservice.sandbox.languages import BY_NAME, Language
from chatservice.sandbox.policy import PROCESSES, RunLimits
from chatservice.sandbox.start import Starter

PROBE = Path(__file__).with_name("probe.py")
SECONDS = 20.0
_VERSION = re.compile(r"\d+(?:\.\d+)+")


class Gathered:
    """A watcher that collects the output; `result` fires at the end."""

    def __init__(self) -> None:
        self.result: Deferred[tuple[str, Ending]] = Deferred()
        self._printed: list[str] = []

    def running(self) -> None:
        pass

    def printed(self, text: str, error: bool) -> None:
        self._printed.append(text)

    def ended(self, ending: Ending) -> None:
        self.result.callback(("".join(self._printed), ending))


async def try_fence(starter: Starter, ports: Sequence[int], paths: Sequence[str]) -> None:
    """Raises Unfit if a program could reach those ports or paths, or the sandbox differs in any way
    from what is expected."""
    python = BY_NAME["python"]
    if not all(map(starter.has, python.needs)):
        raise Unfit("the self-test needs Python in /usr/bin", "Install it: apt install python3-minimal")
    source = PROBE.read_text("utf-8")
    known = json.dumps({"ports": [*ports], "paths": [*paths], "processes": PROCESSES})
    printed, ending = await _run(starter, python, source, known)
    if ending.verdict is Verdict.FAILED:
        raise refusal(ending.detail)
    *findings, last = printed.split("\n")[:-1] or [""]
    if ending.verdict is not Verdict.OK or last != "done":
        raise Unfit(f"the self-test ended with {ending.verdict.value}: {(findings or [last])[-1][:200]}")
    if findings:
        raise Unfit(f"the sandbox does not hold here: {'; '.join(findings)[:500]}")


async def find_languages(starter: Starter, languages: Sequence[Language]) -> list[LanguageInfo]:
    """Each language with its version, or without one if it is not installed."""
    here = [language for language in languages if all(map(starter.has, language.needs))]
    lines = [
        f"echo \"{language.name} $({language.version} 2>&1 </dev/null | tr '\\n' ' ')\"" for language in here
    ]
    asking = Language(
        name="versions",
        title="",
        aliases=(),
        source="versions",
        run="sh versions",
        version="",
        needs=(),
        package="",
        data=1.5,
        space=None,
        environment=tuple(pair for language in here for pair in language.environment),
    )
    printed, _ = await _run(starter, asking, "\n".join([*lines, ""]))
    versions = dict(_versions(printed))
    return [
        LanguageInfo(
            language.name,
            language.title,
            versions.get(language.name, ""),
            language.package,
            language.aliases,
            language.hint,
        )
        for language in languages
    ]


def _versions(printed: str) -> list[tuple[str, str]]:
    found = []
    for line in printed.splitlines():
        name, _, output = line.partition(" ")
        version = _VERSION.search(output)
        if version is not None:
            found.append((name, version[0]))
    return found


def _run(
    starter: Starter, language: Language, source: str, stdin: str = ""
) -> "Deferred[tuple[str, Ending]]":
    gathered = Gathered()
    starter.start(Program(language.name, source, stdin), language, RunLimits(seconds=SECONDS), gathered)
    return gathered.result
