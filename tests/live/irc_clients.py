"""irssi and weechat as people use them: in a terminal, typed into, and read by what they log."""

import os
import pty
import signal
import subprocess
import threading
import time
from pathlib import Path

from tests.live.server import DEADLINE

IRSSI = """
servers = ({{ address = "127.0.0.1"; chatnet = "chat"; port = "{port}"; autoconnect = "yes"; }});
chatnets = {{ chat = {{ type = "IRC"; nick = "{name}"; {sasl} }}; }};
channels = ({{ name = "#ops"; chatnet = "chat"; autojoin = "yes"; }});
settings = {{
  core = {{ real_name = "{name}"; user_name = "{name}"; nick = "{name}"; }};
  "irc/core" = {{ cmd_queue_speed = "1msec"; cmds_max_at_once = "100"; }};
  "fe-common/core" = {{
    autolog = "yes"; autolog_path = "{logs}/$0.log"; autolog_level = "all";
    autoclose_windows = "no";
  }};
}};
"""
SASL = 'sasl_mechanism = "PLAIN"; sasl_username = "alice"; sasl_password = "{password}";'


class TerminalProgram:
    """A program in a terminal of its own. What it draws is thrown away: it logs what it shows."""

    def __init__(self, command: list[str], logs: Path, go_to: str):
        """`go_to` is typed before what is said in a channel."""
        self.logs = logs
        self._go_to = go_to
        self.terminal, inside = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "LANG": "C.UTF-8", "HOME": str(logs.parent)}
        self.process = subprocess.Popen(
            command, stdin=inside, stdout=inside, stderr=inside, env=environment, start_new_session=True
        )
        os.close(inside)
        self.drawn = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        try:
            while data := os.read(self.terminal, 65536):
                self.drawn += data
        except OSError:
            pass  # it has ended

    def types(self, *lines: str) -> None:
        for line in lines:
            os.write(self.terminal, line.encode() + b"\r")

    def goes_to(self, channel: str) -> None:
        """Once it is in that channel."""
        self.sees(f"has joined {channel}")
        self.types(f"{self._go_to} {channel}")

    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.logs.rglob("*log")))

    def sees(self, words: str, times: int = 1) -> str:
        """What it has shown so far, once `words` are in it so often."""
        until = time.monotonic() + DEADLINE
        while (log := self.log()).count(words) < times:
            if time.monotonic() > until or self.process.poll() is not None:
                raise AssertionError(f"{words!r} is not in: {log}\n\n{self.drawn[-3000:]!r}")
            time.sleep(0.02)
        return log

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(DEADLINE)
        self._reader.join(DEADLINE)
        os.close(self.terminal)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def irssi(home: Path, port: int, password: str = "", name: str = "alice") -> TerminalProgram:
    logs = home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    sasl = SASL.format(password=password) if password else ""
    config = home / "config"
    config.write_text(IRSSI.format(port=port, logs=logs, sasl=sasl, name=name))
    return TerminalProgram(["irssi", f"--home={home}", f"--config={config}"], logs, "/window goto")


def weechat(
    home: Path,
    port: int,
    password: str = "",
    certificate: Path | None = None,
    mechanism: str = "plain",
    name: str = "alice",
) -> TerminalProgram:
    """With a `certificate` (and its key), over TLS, by SASL EXTERNAL."""
    logs = home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    set_up = [
        "/set logger.file.flush_delay 0",
        "/set irc.server_default.anti_flood_prio_high 0",
        "/set irc.server_default.anti_flood_prio_low 0",
        "/set weechat.look.paste_max_lines -1",
        f"/set logger.file.path {logs}",
        "/set logger.level.irc 9",
        "/set logger.file.auto_log on",
        f"/server add chat 127.0.0.1/{port} -nicks={name} -autojoin=#ops",
    ]
    if password:
        set_up += [
            f"/set irc.server.chat.sasl_mechanism {mechanism}",
            "/set irc.server.chat.sasl_username alice",
            f"/set irc.server.chat.sasl_password {password}",
        ]
    if certificate is not None:
        # What the names began with before version 4 is still understood.
        set_up += [
            "/set irc.server.chat.ssl on",
            "/set irc.server.chat.ssl_verify off",
            f"/set irc.server.chat.ssl_cert {certificate}",
            "/set irc.server.chat.sasl_mechanism external",
        ]
    set_up += ["/connect chat"]
    runs = [part for line in set_up for part in ("-r", line)]
    return TerminalProgram(["weechat", "-d", str(home / "weechat"), *runs], logs, "/buffer")
