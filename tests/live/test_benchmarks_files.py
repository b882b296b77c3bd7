"""The benchmark of files runs, and what it says adds up; a person reads its figures."""

import json
import subprocess
import sys

from tests.live.server import ROOT


def test_a_small_run_measures_all_and_every_byte_came_back(tmp_path):
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks.files", "--size", "20", "--rounds", "1"]
    done = subprocess.run(
        [*command, "--folder", str(tmp_path), "--json", str(figures)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (chat,) = json.loads(figures.read_text())["chatservice"]
    for name in ("PUT", "form", "GET", "GET in 2 parts", "10 PUTs", "10 GETs"):
        assert chat[f"{name} MB/s"] > 0
        assert f"{name} MB/s" in done.stdout
    assert 20 < chat["memory MB"] < 100
