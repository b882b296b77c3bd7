"""``chatctl``: looks after a server, running or not (admin/cli.py)."""

import gc
import os
import sys


def main() -> None:
    gc.disable()  # while all is loaded: nothing of it is garbage
    from chatservice.admin import cli  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    status = cli.main()
    sys.stdout.flush()
    if status == 130:
        os._exit(status)  # threads of work that was interrupted would keep it from ending
    raise SystemExit(status)


if __name__ == "__main__":
    main()
