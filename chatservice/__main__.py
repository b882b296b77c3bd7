"""``chat-server`` and ``python -m chatservice``: the server in the foreground."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_openssl() -> Iterator[None]:
    """What is loaded here does without OpenSSL, 9 MB that only a server with TLS needs (net/tls.py).

    Twisted's reactor loads it for `startTLS`, which nothing here calls; `twistd chat` has loaded the
    reactor before it asks us.
    """
    loaded = sys.modules.get("OpenSSL")
    sys.modules["OpenSSL"] = None  # type: ignore[assignment]  # importlib: ImportError
    try:
        yield
    finally:
        del sys.modules["OpenSSL"]
        if loaded is not None:
            sys.modules["OpenSSL"] = loaded


def main() -> None:
    # Nothing that is loaded is garbage, and the collector would look for it dozens of times. The
    # service enables it once it runs.
    gc.disable()
    with without_openssl():
        from twisted.internet import reactor  # noqa: F401, PLC0415 (installs one)
    from twisted.scripts import twistd  # noqa: PLC0415

    sys.argv[1:1] = ["--nodaemon", "--pidfile=", "chat"]
    twistd.run()


if __name__ == "__main__":
    main()
