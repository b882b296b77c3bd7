"""Installed in each of the ways people install it, ``twistd`` finds ``chat``.

Twisted looks for plugins along ``sys.path`` and never asks an import hook, so an
install can import well and still have no command; that is what these tests watch.
Nothing is downloaded where this environment can build: fresh environments see its
packages through a .pth file.
"""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
TWISTD = "#!{python}\nfrom twisted.scripts.twistd import run\nrun()\n"
# The build backend is borrowed from this environment when it is new enough.
BORROWED = int(importlib.metadata.version("setuptools").split(".")[0]) >= 80
BUILD = ["--no-build-isolation"] if BORROWED else []


def run(*command: object, status: int = 0, **more: object) -> subprocess.CompletedProcess[str]:
    """Run it from ``/``, with none of our variables; its output when the status is as expected."""
    ours = ("CHAT_", "PYTHON")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    words = [str(word) for word in command]
    options = {"cwd": "/", "env": environ, "capture_output": True, "text": True, "timeout": 100, **more}
    done = subprocess.run(words, check=False, **options)
    assert done.returncode == status, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the tree, so that building leaves no trace in it."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("pyproject.toml", "setup.cfg", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    for name in ("chatservice", "twisted"):
        shutil.copytree(
            ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "dropin.cache")
        )
    return copy


@pytest.fixture(scope="module")
def wheel(checkout, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "-q", "wheel", "--no-deps", *BUILD, "-w", folder, checkout)
    (built,) = folder.glob("chatservice-*.whl")
    return built


def fresh(folder: Path) -> Path:
    """The bin folder of a new environment that sees the packages of this one, and has a twistd."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    Path(own, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    twistd = folder / "bin" / "twistd"
    twistd.write_text(TWISTD.format(python=python))
    twistd.chmod(0o755)
    return folder / "bin"


def install(bin_: Path, *what: object) -> None:
    # What this environment has of the name is not in that one: leave it alone.
    options = ["--no-deps", "--ignore-installed", *BUILD]
    run(sys.executable, "-m", "pip", "-q", "--python", bin_ / "python", "install", *options, *what)


def uv_install(bin_: Path, *what: object) -> None:
    run(UV, "pip", "install", "-q", "--python", bin_ / "python", "--no-deps", *BUILD, *what)


def assert_works(bin_: Path) -> None:
    assert "chat " in run(bin_ / "twistd", "--help").stdout
    assert "--max-line" in run(bin_ / "twistd", "chat", "--help").stdout
    assert run(bin_ / "chat-server", "--help").stdout.startswith("Usage: chat-server [options]")


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    bin_ = fresh(tmp_path_factory.mktemp("installed"))
    install(bin_, wheel)
    return bin_


def test_the_wheel_holds_the_plugin_and_nothing_that_would_hide_twisted(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "twisted/plugins/chatservice_plugin.py" in names
    assert "chatservice/tap.py" in names
    assert "chatservice/client/tk/art/logo-96.png" in names
    assert {f"chatservice/web/{path.name}" for path in (ROOT / "chatservice" / "web").iterdir()} <= names
    assert not names & {"twisted/__init__.py", "twisted/plugins/__init__.py"}
    assert {name.split("/")[0].split("-")[0] for name in names} == {"chatservice", "twisted"}


def test_installed_from_the_wheel(installed):
    assert_works(installed)


@pytest.mark.parametrize(
    "way",
    [install, pytest.param(uv_install, marks=pytest.mark.skipif(UV is None, reason="uv is not here"))],
)
def test_installed_in_place(way, checkout, tmp_path):
    bin_ = fresh(tmp_path)
    way(bin_, "-e", checkout)
    assert_works(bin_)


def test_the_desktop_client_is_a_command_and_says_in_one_line_what_it_needs(installed):
    assert run(installed / "chat-gui", "--version").stdout.startswith("chatservice ")
    dark = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = run(installed / "chat-gui", status=1, env=dark)
    assert done.stderr.startswith("chat-gui needs a display")
    assert done.stderr.count("\n") == 1
    hidden = (
        "import sys; sys.modules['tkinter'] = None; from chatservice.client.tk.__main__ import main; main([])"
    )
    done = run(installed / "python", "-c", hidden, status=1)
    assert done.stderr.startswith("chat-gui needs tkinter: install python3-tk")


def test_the_desktop_client_runs_from_a_checkout():
    done = run(sys.executable, ROOT / "clients" / "desktop.py", "--version")
    assert done.stdout.startswith("chatservice ")


def test_the_module_is_the_command(installed):
    assert run(installed / "python", "-m", "chatservice", "--version").stdout.startswith("chatservice ")


@pytest.mark.parametrize(
    "command",
    [
        ["chat-server"],
        ["python", "-m", "chatservice"],
        ["twistd", "-n", "--pidfile=", "chat"],
        ["twistd", "chat"],
    ],
)
def test_a_mistake_is_one_line_on_the_terminal(installed, command, tmp_path):
    """Also of the daemon: it is told before it leaves the terminal."""
    program, *words = command
    done = run(installed / program, *words, "--max-line", "8M", status=1, cwd=tmp_path)
    assert done.stderr.startswith("chat: --max-line: '8M' is not a valid value: write ")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


LOOK = """
import sys
from twisted.application.service import IServiceMaker
from twisted.plugin import getPlugins
assert "chat" in [plugin.tapname for plugin in getPlugins(IServiceMaker)]
heavy = [name for name in sys.modules if name.startswith("chatservice.") or name.endswith(".reactor")]
assert not heavy, heavy
"""


def test_the_plugin_is_found_without_importing_what_it_starts(installed):
    run(installed / "python", "-c", LOOK)
