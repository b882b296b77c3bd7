"""``chatctl``: looks after a server, running or not (admin/cli.py)."""

import os
import sys

from chatservice.admin import cli


def main() -> None:
    status = cli.main()
    sys.stdout.flush()
    if status == 130:
        os._exit(status)  # threads of work that was interrupted would keep it from ending
    raise SystemExit(status)


if __name__ == "__main__":
    main()
