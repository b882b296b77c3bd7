"""``python -m chatservice``, by a root that becomes a user without any rights first.

    python -m tests.live.lesser_server UID OPTION...

Where that user may not start this Python, it is the system's own, if that is as new.
"""

import os
import sys
import sysconfig
from pathlib import Path

SYSTEM = "/usr/bin/python3"


def python() -> str:
    """The one that any user can start; empty when there is none."""
    path = os.path.realpath(sys.executable)
    folders = Path(path).parents
    if all(folder.stat().st_mode & 0o001 for folder in folders):
        return sys.executable
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return SYSTEM if os.path.realpath(SYSTEM).endswith(version) else ""


def main() -> None:
    uid, options = int(sys.argv[1]), sys.argv[2:]
    path = python()
    data = Path(options[options.index("--data") + 1])
    data.mkdir(exist_ok=True)
    os.chown(data, uid, uid)
    site = sysconfig.get_path("purelib")
    os.environ["PYTHONPATH"] = f"{os.environ['PYTHONPATH']}{os.pathsep}{site}"
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    os.chdir("/")
    os.execv(path, ["python", "-m", "chatservice", *options])  # noqa: S606


if __name__ == "__main__":
    main()
