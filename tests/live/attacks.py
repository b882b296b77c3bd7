"""Programs that try to break out of the sandbox, and what must become of each.

A program begins with comments: which language, how it may end, what it must never print. The
same header is read for any folder of such programs:

    LANG            python, javascript, java, c, cpp, bash, ...
    EXPECT          endings that are safe: ok, exit, signal, timeout, output-limit, memory,
                    files-limit, compile-error, compile-timeout
    MUST-NOT-PRINT  a pattern
    MUST-PRINT      a pattern
    WALL, COMPILE   seconds it may run, and be compiled
    MAX-SECONDS     until it is told to have ended
    PEAK-MB         memory of all its processes together
    MAX-PIDS        processes and threads at once

``@CANARY_DIR@`` is a folder of the host with things in it that nobody inside may reach.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

OWN = Path(__file__).parents[1] / "attacks"
WALL = 12.0
COMPILE = 15.0
_HEADER = re.compile(r"^(?://|#|--)\s*([A-Z][A-Z-]+):\s*(.*?)\s*$", re.MULTILINE)


@dataclass
class Attack:
    path: Path
    header: dict[str, str]
    source: str = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> "Attack":
        source = path.read_text()
        return cls(path, dict(_HEADER.findall(source)), source)

    @property
    def wall(self) -> float:
        return float(self.header.get("WALL", WALL))

    @property
    def compile(self) -> float:
        return float(self.header.get("COMPILE", COMPILE))

    def findings(self, result: dict) -> list[str]:
        """What went wrong; nothing when the sandbox held."""
        found = list(result["wrong"])
        allowed = [word.strip() for word in self.header["EXPECT"].split(",")]
        if result["verdict"].replace("_", "-") not in allowed:
            found.append(f"it ended with {result['verdict']}, and only {allowed} is safe")
        printed = result["printed"]
        if pattern := self.header.get("MUST-NOT-PRINT"):
            lines = printed.splitlines()
            found += [f"it printed {line[:200]!r}" for line in lines if re.search(pattern, line)]
        if (pattern := self.header.get("MUST-PRINT")) and not re.search(pattern, printed):
            found.append(f"it did not print {pattern!r}")
        for name, value, most in (
            ("MAX-SECONDS", result["seconds"], self.wall + 18),
            ("PEAK-MB", result["peak_mb"], 2 * 512),
            ("MAX-PIDS", result["most_pids"], 80),
        ):
            if value > float(self.header.get(name, most)):
                found.append(f"{name}: {value:.1f}")
        return found


def attacks(folder: Path = OWN) -> list[Attack]:
    return [
        Attack.read(path)
        for path in sorted(folder.iterdir())
        if path.name[:1].isalnum() and path.suffix != ".md"
    ]
