"""The server of this working tree, for irctest (https://github.com/progval/irctest).

`make irctest IRCTEST=folder` runs the suite that is there with it.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from irctest.basecontrollers import BaseServerController, DirectoryBasedController
from irctest.runner import NotImplementedByController
from irctest.specifications import Capabilities, OptionalBehaviors

HERE = Path(__file__).parents[2]
LIMITLESS = ("message_rate", "join_rate", "room_rate", "read_rate", "login_rate", "password_rate")


@cache
def data_with_an_operator():
    """A folder to copy: its database has the account that the suite's operators have."""
    folder = Path(tempfile.mkdtemp(prefix="irctest-")) / "data"
    (folder.parent / "chat.toml").write_text("password_min = 1\n")
    options = ["--data", str(folder), "--config", str(folder.parent / "chat.toml")]
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    python = str(HERE / ".venv/bin/python")
    server = [python, "-m", "chatservice", *options, "--http-port", "none"]
    server += ["--port", f"unix:{folder.parent}/door"]
    chatctl = [python, "-m", "chatservice.chatctl", *options, "admin", "operuser", "--password-stdin"]
    with subprocess.Popen(server, env=environment, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None:  # until the server is there
            done = subprocess.run(
                chatctl, input=b"operpassword\n", env=environment, capture_output=True, check=False
            )
            if done.returncode == 0:
                break
        running.terminate()
    return folder


class ChatserviceController(BaseServerController, DirectoryBasedController):
    software_name = "chatservice"
    supported_sasl_mechanisms = {"PLAIN", "SCRAM-SHA-256"}
    supports_sts = False
    extban_mute_char = None
    capabilities = frozenset(
        {
            Capabilities.ACCOUNT_NOTIFY,
            Capabilities.ACCOUNT_TAG,
            Capabilities.AWAY_NOTIFY,
            Capabilities.BATCH,
            Capabilities.ECHO_MESSAGE,
            Capabilities.EXTENDED_JOIN,
            Capabilities.EXTENDED_MONITOR,
            Capabilities.LABELED_RESPONSE,
            Capabilities.MESSAGE_REDACTION,
            Capabilities.MESSAGE_TAGS,
            Capabilities.MULTILINE,
            Capabilities.MULTI_PREFIX,
            Capabilities.READ_MARKER,
            Capabilities.SERVER_TIME,
            Capabilities.SETNAME,
        }
    )
    optional_behaviors = frozenset(
        {
            OptionalBehaviors.SASL_AFTER_REGISTRATION,
            OptionalBehaviors.SASL_REAUTHENTICATION,
            OptionalBehaviors.MULTI_JOIN,
            OptionalBehaviors.MULTI_KICK,
            OptionalBehaviors.MULTI_NAMES_COMMAND,
            OptionalBehaviors.MULTI_PRIVMSG,
            OptionalBehaviors.CAP_REQ_MINUS,
            OptionalBehaviors.INVITE_LIST,
            OptionalBehaviors.INVITE_OVERRIDES_LIMIT,
            OptionalBehaviors.ELIST_C,
            OptionalBehaviors.ELIST_M,
            OptionalBehaviors.ELIST_N,
            OptionalBehaviors.ELIST_T,
            OptionalBehaviors.ELIST_U,
        }
    )

    def create_config(self):
        super().create_config()
        lines = [f'{name} = "none"\n' for name in LIMITLESS]
        (self.directory / "chat.toml").write_text("".join(lines) + "password_min = 1\nscram = true\n")
        shutil.copytree(data_with_an_operator(), self.directory / "data")

    def run(
        self, hostname, port, *, password, ssl, run_services, faketime, websocket_hostname, websocket_port
    ):
        if password is not None:
            raise NotImplementedByController("a password of the whole server")
        if self.test_config.account_registration_requires_email:
            raise NotImplementedByController("addresses of accounts")
        if websocket_port is not None:
            self.sync_sleep_time = 0.1  # those tests do not wait until the sender is answered
        self.port, self.hostname = port, hostname
        self.create_config()
        self._line_port = self.get_hostname_and_port()[1]
        environment = {
            **os.environ,
            "PYTHONPATH": str(HERE),
            "CHAT_IRC_NAME": "My.Little.Server",
            "CHAT_IRC_NETWORK": "test server",
        }
        command = [
            str(HERE / ".venv/bin/python"),
            "-m",
            "chatservice",
            "--config",
            "chat.toml",
            "--http-port",
            str(websocket_port or "none"),
        ]
        command += ["--port", str(self._line_port), "--ircs-port" if ssl else "--irc-port", str(port)]
        command += ["--data", str(self.directory / "data")]
        self.proc = self.execute(command, cwd=self.directory, env=environment)

    def wait_for_services(self):
        """They are part of the server."""

    def registerUser(self, case, username, password=None):
        self.wait_for_port()
        with socket.create_connection(("127.0.0.1", self._line_port)) as line:
            line.sendall(f"{username}\n/register {password}\n/quit\n".encode())
            answer = b"".join(iter(lambda: line.recv(4096), b""))
        assert b"is yours" in answer, answer


def get_irctest_controller_class():
    return ChatserviceController
