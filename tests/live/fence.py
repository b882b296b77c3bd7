"""Whether programs can be run in the sandbox on the machine that tests, and why not."""

import functools
import os
import subprocess

from chatservice.sandbox.host import Unfit, bwrap_version, examine
from chatservice.sandbox.languages import LANGUAGES

UID = 65530  # whom root becomes


@functools.cache
def why_not() -> str:
    """Empty when they can."""
    try:
        examine(UID, owner=0)
        bwrap_version()
    except Unfit as unfit:
        return unfit.reason
    plain = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "true"]
    become = {"user": UID, "group": UID, "extra_groups": []} if os.geteuid() == 0 else {}
    tried = subprocess.run(plain, capture_output=True, text=True, check=False, timeout=30, **become)
    return "" if tried.returncode == 0 else tried.stderr.strip()


@functools.cache
def missing(name: str) -> bool:
    """Whether a language has no compiler or interpreter here."""
    (language,) = (language for language in LANGUAGES if language.name == name)
    return not all(os.access(f"/usr/bin/{program}", os.X_OK) for program in language.needs)
