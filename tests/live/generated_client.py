"""A client generated from a server's OpenAPI document logs in, says, follows and shares: `make client`.

No test of the suite, because the generator brings a hundred megabytes along.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.live.server import Server

# What a developer would write with it.
PROGRAM = """
import io
import sys
from http import HTTPStatus

from made import AuthenticatedClient, Client
from made.api.login import delete_login, get_me, post_login
from made.api.files import get_files, get_files_by_file_content, post_rooms_by_room_files
from made.api.messages import get_rooms_by_room_stream, post_rooms_by_room_messages
from made.api.history import get_rooms_by_room_messages
from made.models import Credentials, PostRoomsByRoomFilesBody, PostRoomsByRoomMessagesBody, Problem
from made.types import File

url = sys.argv[1]
welcome = post_login.sync(client=Client(url), body=Credentials(name="ann"))
client = AuthenticatedClient(url, token=welcome.token)
assert get_me.sync(client=client).name == "ann"

ack = post_rooms_by_room_messages.sync(
    "lobby", client=client, body=PostRoomsByRoomMessagesBody(text="hello"), idempotency_key="k1"
)
again = post_rooms_by_room_messages.sync(
    "lobby", client=client, body=PostRoomsByRoomMessagesBody(text="hello"), idempotency_key="k1"
)
assert (again.seq, again.again) == (ack.seq, True)
page = get_rooms_by_room_messages.sync("lobby", client=client, limit=5)
assert page.lines[-1].text == "hello"

refused = get_rooms_by_room_messages.sync_detailed("nowhere", client=client)
assert (refused.status_code, refused.parsed.code) == (HTTPStatus.NOT_FOUND, "no_such_room")
assert isinstance(refused.parsed, Problem)

file = File(io.BytesIO(b"data"), "a.txt", "text/plain")
shared = post_rooms_by_room_files.sync("lobby", client=client, body=PostRoomsByRoomFilesBody(file=file))
assert shared.name == "a.txt"
assert get_files_by_file_content.sync(shared.file, client=client).payload.read() == b"data"

request = get_rooms_by_room_stream._get_kwargs("lobby", last="2")
with client.get_httpx_client().stream(**request) as stream:
    lines = stream.iter_lines()
    assert next(lines).endswith("ann: hello")
    assert "ann shared a.txt" in next(lines)
    post_rooms_by_room_messages.sync("lobby", client=client, body=PostRoomsByRoomMessagesBody(text="live"))
    assert next(lines).endswith("ann: live")

assert delete_login.sync_detailed(client=client).status_code == HTTPStatus.NO_CONTENT
print("the generated client logs in, says, follows and shares")
"""


def main() -> int:
    program = shutil.which("openapi-python-client", path=str(Path(sys.executable).parent))
    assert program, "pip install -e '.[client]'"
    with (
        tempfile.TemporaryDirectory() as name,
        Server(Path(name) / "data", doors=("port", "http-port")) as server,
    ):
        folder, site = Path(name), f"http://127.0.0.1:{server.ports['http-port']}"
        document = f"{site}/api/v1/openapi.json"
        make = [program, "generate", "--url", document, "--output-path", "made", "--meta", "none"]
        subprocess.run(make, cwd=folder, check=True)
        (folder / "program.py").write_text(PROGRAM)
        return subprocess.run([sys.executable, "program.py", site], cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
