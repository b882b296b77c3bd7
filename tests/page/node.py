"""Runs TypeScript of the page in Node, bundled by its own esbuild."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "clients" / "web"
ESBUILD = WEB / "node_modules" / ".bin" / "esbuild"
SECONDS = 60

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not ESBUILD.exists(),
    reason="no Node, or no packages of clients/web (.ci/prepare page installs them)",
)


def bundle(source, folder):
    """The script `source` of clients/web/tests as one file for Node."""
    target = folder / f"{source}.mjs"
    words = [
        ESBUILD,
        f"tests/{source}.ts",
        "--bundle",
        "--platform=node",
        "--format=esm",
        "--log-level=error",
    ]
    subprocess.run([*words, f"--outfile={target}"], cwd=WEB, check=True, timeout=SECONDS)
    return target


def answer_of(source, folder, question):
    """What the script prints, which reads `question` from its standard input; both are JSON."""
    script = bundle(source, folder)
    text = json.dumps(question)
    done = subprocess.run(
        ["node", script], input=text, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def run_tests(source, folder):
    """Whether the tests of `source` pass, which are written for `node --test`."""
    script = bundle(source, folder)
    done = subprocess.run(
        ["node", "--test", "--test-reporter=tap", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    return done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
