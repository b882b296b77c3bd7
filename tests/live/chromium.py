"""A page in a real browser: opened, and a script run in it, over Chromium's debugging pipe."""

import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path

from tests.live.server import DEADLINE

PROGRAM = shutil.which("chromium-headless-shell") or shutil.which("chromium")


class Page:
    def __init__(self, url: str, home: Path):
        """`home` is a folder for whatever the browser keeps."""
        read_end, self._to = os.pipe()
        self._from, write_end = os.pipe()
        # The pipe's ends have fixed numbers in the browser: 3 and 4.
        command = (
            f'exec "$0" --headless --no-sandbox --disable-gpu --remote-debugging-pipe --user-data-dir="$1" '
            f"3<&{read_end} 4>&{write_end}"
        )
        self._process = subprocess.Popen(
            ["bash", "-c", command, PROGRAM, str(home)],
            pass_fds=(read_end, write_end),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_end)
        os.close(write_end)
        self._buffer = b""
        self._last = 0
        target = self._asks("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._asks("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._asks("Page.enable")
        self._asks("Page.navigate", url=url)
        self._until(lambda message: message.get("method") == "Page.loadEventFired")

    _session = None

    def runs(self, script: str):
        """What `script` gives, awaited."""
        told = self._asks("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def _asks(self, method: str, **parameters):
        self._last += 1
        number = self._last
        message = {"id": number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        answer = self._until(lambda message: message.get("id") == number)
        assert "error" not in answer, answer
        return answer["result"]

    def _until(self, wanted):
        until = time.monotonic() + DEADLINE
        while True:
            while b"\0" not in self._buffer:
                ready, _, _ = select.select([self._from], [], [], until - time.monotonic())
                assert ready, "the browser does not answer"
                data = os.read(self._from, 65536)
                assert data, "the browser ended"
                self._buffer += data
            message, _, self._buffer = self._buffer.partition(b"\0")
            if wanted(json.loads(message)):
                return json.loads(message)

    def close(self):
        os.close(self._to)
        os.close(self._from)
        self._process.kill()
        self._process.wait(DEADLINE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
