"""Files beside nginx, in one run: `python -m benchmarks.files`.

A file of 1 GB up by PUT and by a form, down whole and in parts, then ten files of 100 MB at
once; curl is the client on both sides. nginx does what is nearest to it: WebDAV PUT and
static GET. It does not wait for the disk at the end of an upload and hashes nothing;
chatservice does both, so a third column has what the disk alone takes for the same bytes.
Every byte that came back is compared.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.peers import Packaged
from benchmarks.process import Child, Cores
from benchmarks.subjects import MissingError

MB = 1_000_000
PATIENCE = 300.0
MANY = 10  # at once
IDLE = 3.0  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, child: Child) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and child.alive:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit(f"it did not open its port: {child.last_words()}")


class Nginx(Packaged):
    title = "nginx"
    package = "nginx"

    def version(self) -> str:
        done = subprocess.run([self.program, "-v"], env=self.env, capture_output=True, text=True, check=False)
        match = re.search(r"\d+(\.\d+)+", done.stderr)
        return f"{match.group() if match else 'of unknown version'} (Debian)"

    def configuration(self, port: int) -> str:
        own = "user root;" if os.getuid() == 0 else ""  # its worker has to get at our folder
        return f"""{own} daemon off; worker_processes 1; pid nginx.pid; error_log stderr;
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; client_max_body_size 0;
  client_body_temp_path body; proxy_temp_path body; fastcgi_temp_path body; uwsgi_temp_path body;
  scgi_temp_path body;
  server {{
    listen 127.0.0.1:{port}; root www;
    location / {{ dav_methods PUT DELETE; create_full_put_path on; }}
  }}
}}
"""

    def begin(self, folder: Path, cores: Cores) -> tuple[Child, int]:
        port = free_port()
        for name in ("www", "body"):
            (folder / name).mkdir()
        (folder / "nginx.conf").write_text(self.configuration(port))
        command = [self.program, "-p", f"{folder}/", "-c", "nginx.conf", "-e", "stderr"]
        child = Child(command, core=cores.server, log=folder / "nginx.log", env=self.env, cwd=folder)
        wait_for(port, child)
        return child, port


class Chat:
    title = "chatservice"

    def begin(self, folder: Path, cores: Cores) -> tuple[Child, int]:
        port = free_port()
        options = ["--data", str(folder / "data"), "--port", "none", "--http-port", str(port)]
        for limit in ("max-file-size", "file-quota", "file-quota-total"):
            options += [f"--{limit}", "none"]
        self.report = folder / "worst"
        command = [sys.executable, "-m", "benchmarks.watched", str(self.report), *options]
        child = Child(command, core=cores.server, log=folder / "chat.log", cwd=Path.cwd())
        wait_for(port, child)
        # The port is open before all is loaded.
        subprocess.run(["curl", "-sf", "-o", os.devnull, f"http://127.0.0.1:{port}/healthz"], check=True)
        return child, port

    def worst(self, child: Child) -> tuple[float, float]:
        """The maximum milliseconds that the reactor was blocked since the last call: wall, CPU."""
        self.report.unlink(missing_ok=True)
        os.kill(child.pid, signal.SIGUSR1)
        until = time.monotonic() + 10
        while not self.report.exists() and time.monotonic() < until:
            time.sleep(0.005)
        wall, cpu = self.report.read_text().split()
        return float(wall), float(cpu)


class Run:
    """One server under load: what each piece of work took."""

    def __init__(self, folder: Path, cores: Cores, size: int) -> None:
        self.folder = folder
        self.cores = cores
        self.size = size
        self.big = folder / "big"
        self.small = [folder / f"small{n}" for n in range(MANY)]
        for path, length in ((self.big, size), *((path, size // MANY) for path in self.small)):
            with path.open("wb") as file:
                for _ in range(0, length, MB):
                    file.write(os.urandom(min(MB, length)))

    def curls(self, *commands: list[str]) -> list[str]:
        """All at once on the load's core; the output of each."""
        start = ["taskset", "-c", str(self.cores.load)] if self.cores.load is not None else []
        running = [
            subprocess.Popen([*start, "curl", "-sSf", *words], stdout=subprocess.PIPE, text=True)
            for words in commands
        ]
        said = [each.communicate(timeout=PATIENCE)[0] for each in running]
        if any(each.returncode for each in running):
            raise SystemExit(f"curl failed: {[each.args for each in running if each.returncode]}")
        return said

    @contextmanager
    def timed(self, figures: dict[str, float], name: str, child: Child, chat: Chat | None) -> Iterator[None]:
        if chat is not None:
            chat.worst(child)
        cpu, began = child_cpu(child), time.perf_counter()
        yield
        figures[f"{name} MB/s"] = self.size / MB / (time.perf_counter() - began)
        figures[f"{name} CPU s/GB"] = (child_cpu(child) - cpu) / self.size * 1e9
        if chat is not None:
            figures[f"{name} held ms"], figures[f"{name} held CPU ms"] = chat.worst(child)

    def same(self, url: str, path: Path) -> None:
        start = subprocess.Popen(["curl", "-sSf", url], stdout=subprocess.PIPE)
        compared = subprocess.run(["cmp", "-", str(path)], stdin=start.stdout, check=False)
        if start.wait(PATIENCE) or compared.returncode:
            raise SystemExit(f"{url} is not what was sent")

    def nginx(self, peer: Nginx) -> dict[str, float]:
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        child, port = peer.begin(folder, self.cores)
        at = f"http://127.0.0.1:{port}"
        figures: dict[str, float] = {}
        try:
            with self.timed(figures, "PUT", child, None):
                self.curls(["-T", str(self.big), f"{at}/big"])
            self.down(
                figures,
                child,
                None,
                f"{at}/big",
                [f"{at}/small{n}" for n in range(MANY)],
                lambda: self.curls(*(["-T", str(path), f"{at}/{path.name}"] for path in self.small)),
            )
            self.same(f"{at}/big", self.big)
        finally:
            child.end()
            shutil.rmtree(folder)
        return figures

    def down(
        self,
        figures: dict[str, float],
        child: Child,
        chat: Chat | None,
        big: str,
        small: list[str],
        put_all: Callable[[], object],
    ) -> None:
        half = self.size // 2
        with self.timed(figures, "GET", child, chat):
            self.curls(["-o", os.devnull, big])
        with self.timed(figures, "GET in 2 parts", child, chat):
            self.curls(
                ["-o", os.devnull, "-r", f"0-{half - 1}", big], ["-o", os.devnull, "-r", f"{half}-", big]
            )
        with self.timed(figures, f"{MANY} PUTs", child, chat):
            put_all()
        with self.timed(figures, f"{MANY} GETs", child, chat):
            self.curls(*(["-o", os.devnull, url] for url in small))

    def chat(self) -> dict[str, float]:
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        chat = Chat()
        child, port = chat.begin(folder, self.cores)
        at = f"http://127.0.0.1:{port}"
        figures: dict[str, float] = {}
        links: list[str] = []

        def put(*paths: Path) -> None:
            as_json = ["-H", "Accept: application/json"]
            said = self.curls(*(["-T", str(path), *as_json, f"{at}/r/lobby/{path.name}"] for path in paths))
            links[:] = [json.loads(line)["url"] for line in said]

        try:
            before = peak(child)
            # What the machine's other programs do to an idle server, to hold the rest against.
            chat.worst(child)
            time.sleep(IDLE)
            figures["idle held ms"], figures["idle held CPU ms"] = chat.worst(child)
            with self.timed(figures, "PUT", child, chat):
                put(self.big)
            big = links[0]
            small: list[str] = [f"{at}/later"] * MANY

            def put_all() -> None:
                put(*self.small)
                small[:] = links

            self.down(figures, child, chat, big, small, put_all)
            with self.timed(figures, "form", child, chat):
                self.curls(["-F", "sender=bench", "-F", f"file=@{self.big}", f"{at}/upload"])
            figures["memory MB"] = peak(child) / MB
            figures["memory at start MB"] = before / MB
            self.same(big, self.big)
            for url, path in zip(small, self.small, strict=True):
                self.same(url, path)
            (listed,) = self.curls([f"{at}/files?user=bench"])
            files = json.loads(listed)["files"]
            self.same(at + files[0]["download_url"], self.big)
        finally:
            child.end()
            shutil.rmtree(folder)
        return figures

    def disk(self) -> dict[str, float]:
        """How fast the disk stores the same bytes, synced at the end."""
        target = self.folder / "copy"
        began = time.perf_counter()
        with self.big.open("rb") as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        took = time.perf_counter() - began
        target.unlink()
        return {"PUT MB/s": self.size / MB / took}


def child_cpu(child: Child) -> float:
    """CPU of the process and of its children."""
    pids = [
        child.pid,
        *map(
            int,
            subprocess.run(
                ["pgrep", "-P", str(child.pid)], capture_output=True, text=True, check=False
            ).stdout.split(),
        ),
    ]
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)


def peak(child: Child) -> int:
    """Its peak memory in bytes."""
    status = Path(f"/proc/{child.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024  # type: ignore[index]


def table(runs: dict[str, list[dict[str, float]]]) -> str:
    names = dict.fromkeys(name for rounds in runs.values() for figures in rounds for name in figures)
    lines = [f"{'':24}" + "".join(f"{title:>16}" for title in runs) + f"{'of nginx':>12}"]
    for name in names:
        middle = {
            title: statistics.median(values)
            for title, rounds in runs.items()
            if (values := [figures[name] for figures in rounds if name in figures])
        }
        ratio = (
            middle.get("chatservice", 0) / middle["nginx"] if middle.get("nginx") and "MB/s" in name else None
        )
        shown = "".join(f"{middle[title]:16,.1f}" if title in middle else f"{'':16}" for title in runs)
        lines.append(f"{name:24}{shown}" + (f"{ratio:12.2f}" if ratio else ""))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.files", description=__doc__)
    parser.add_argument("--size", type=int, default=1000, help="MB of the large file (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="the table has the medians (%(default)s)")
    parser.add_argument("--folder", type=Path, help="on the disk to measure; a temporary one if not given")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    options = parser.parse_args()
    peer, cores = Nginx(), Cores()
    runs: dict[str, list[dict[str, float]]] = {"chatservice": [], "nginx": [], "the disk": []}
    beside = "nginx "
    try:
        peer.prepare()
        beside += peer.version()
    except MissingError as error:
        beside += f"does not take part: {error}"
        del runs["nginx"]
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        run = Run(Path(folder), cores, options.size * MB)
        for _ in range(options.rounds):
            if "nginx" in runs:
                runs["nginx"].append(run.nginx(peer))
            runs["chatservice"].append(run.chat())
            runs["the disk"].append(run.disk())
    print(f"{beside}; {cores}; {options.size} MB, {options.rounds} rounds, medians\n")
    print(table(runs))
    if options.json:
        options.json.write_text(json.dumps(runs, indent=1) + "\n")


if __name__ == "__main__":
    main()
