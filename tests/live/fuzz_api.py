"""schemathesis against the OpenAPI document of a real server: `make fuzz`.

No test of the suite, because it takes a while and brings much along; what it found is in
tests/scenes/test_http_api.py, which asks the same question with fewer means.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.live.server import Server

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
LIMITED = ("message", "join", "room", "login", "read", "search")
FREE = tuple(word for rate in LIMITED for word in (f"--{rate}-rate", "none"))


def main() -> int:
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert program, "pip install -e '.[fuzz]'"
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder) / "data", *FREE, doors=("port", "http-port")) as server,
    ):
        where = f"http://127.0.0.1:{server.ports['http-port']}/api/v1/openapi.json"
        command = [program, "run", where, "--exclude-path-regex", "stream$", "--checks", ",".join(CHECKS)]
        done = subprocess.run([*command, "--request-timeout", "10", *sys.argv[1:]], cwd=folder, check=False)
        return done.returncode


if __name__ == "__main__":
    sys.exit(main())
