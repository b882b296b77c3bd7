"""Who may import whom: every import in the package is read and held to the map.

The map is that of ``docs/architecture.md``. A module that has no row here fails too:
whoever adds a layer says where it stands.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "chatservice"

# layer: what of ours it may import, besides itself and the bare package.
ALLOWED = {
    "errors": "",
    "clock": "",
    "background": "errors",
    "model": "errors",
    "wire": "model errors",
    "settings": "errors",
    "core": "model errors settings",
    "storage": "core model errors settings",
    "fanout": "core model errors settings",
    "sandbox": "core model errors settings",
    "admin": "storage core wire model errors settings clock background",
    "net": "core wire model errors settings background",
    "client": "wire model errors clock",
    "options": "settings errors",
    "tap": "net storage fanout sandbox admin core wire model errors settings options clock background",
    "chatctl": "admin",
    "__init__": "",
    "__main__": "",
}

# What of others' only some layers may import. The longest name that fits counts.
RESERVED = {
    "twisted": "tap net storage fanout sandbox admin client options background __main__",
    "twisted.internet.reactor": "tap net storage fanout sandbox admin client __main__",
    "zope": "tap net storage fanout sandbox admin client",
    "sqlite3": "storage",
    "socket": "tap net admin client sandbox",  # there, what the probe tries from inside
    "cryptography": "net admin client",
    "OpenSSL": "net client",
    "tkinter": "client",
}


DRIVER = "chatservice.storage.sqlite"  # there may be another one, so nobody else names it


def layer_of(module: str) -> str:
    """``chatservice.net.tcp`` is of the layer ``net``."""
    return module.split(".")[1] if "." in module else "__init__"


def imports(module: str, source: str, is_package: bool = False) -> Iterator[str]:
    """Full names that `source` imports, wherever in it, under TYPE_CHECKING too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = module.split(".")[: len(module.split(".")) - node.level + is_package]
                base = ".".join([*up, base] if base else up)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def wrong(module: str, source: str, is_package: bool = False) -> list[str]:
    """The imports in `source` that the map has no arrow for."""
    here = layer_of(module)
    assert here in ALLOWED, f"{module}: the layer {here} is not on the map yet"
    found = []
    for name in imports(module, source, is_package):
        if name.split(".")[0] == "chatservice":
            # `from chatservice import __version__` asks for a name of the package, not a layer.
            is_inner = name.startswith(DRIVER) and here != layer_of(DRIVER)
            if is_inner or layer_of(name) not in {here, "__init__", "__version__", *ALLOWED[here].split()}:
                found.append(name)
        else:
            rows = [row for row in RESERVED if name == row or name.startswith(row + ".")]
            if rows and here not in RESERVED[max(rows, key=len)].split():
                found.append(name)
    return found


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


@pytest.mark.parametrize(("module", "path"), [pytest.param(*row, id=row[0]) for row in modules()])
def test_a_module_imports_only_what_the_map_allows(module, path):
    assert wrong(module, path.read_text("utf-8"), path.name == "__init__.py") == []


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("chatservice.core.hub", "from chatservice.wire import text", ["chatservice.wire.text"]),
        (
            "chatservice.core.hub",
            "import chatservice.storage.sqlite.storage",
            ["chatservice.storage.sqlite.storage"],
        ),
        ("chatservice.core.hub", "from ..net import tcp", ["chatservice.net.tcp"]),
        ("chatservice.core.hub", "from .. import net", ["chatservice.net"]),
        (
            "chatservice.core.hub",
            "def f():\n    from twisted.internet import defer",
            ["twisted.internet.defer"],
        ),
        ("chatservice.core.hub", "if TYPE_CHECKING:\n    import twisted", ["twisted"]),
        ("chatservice.core.hub", "import sqlite3 as db", ["sqlite3"]),
        ("chatservice.core.hub", "from . import rooms\nfrom ..model import events", []),
        ("chatservice.core.hub", "from chatservice.settings.schema import Settings", []),
        (
            "chatservice.wire.text",
            "from chatservice.settings.schema import Settings",
            ["chatservice.settings.schema.Settings"],
        ),
        ("chatservice.wire.text", "from chatservice.core import ports", ["chatservice.core.ports"]),
        ("chatservice.wire.text", "from chatservice.model import events", []),
        ("chatservice.net.tcp", "from chatservice import storage", ["chatservice.storage"]),
        ("chatservice.tap", "from chatservice.storage.opening import prepare", []),
        (
            "chatservice.tap",
            "from chatservice.storage import sqlite",
            ["chatservice.storage.sqlite"],
        ),
        ("chatservice.net.tcp", "from twisted.internet import reactor", []),
        ("chatservice.options", "from twisted.internet import reactor", ["twisted.internet.reactor"]),
        ("chatservice.options", "from chatservice import __version__", []),
        ("chatservice.model.values", "import chatservice.tap", ["chatservice.tap"]),
        ("chatservice.tap", "from chatservice import elsewhere", ["chatservice.elsewhere"]),
        ("chatservice.settings.values", "from chatservice.settings.schema import Settings", []),
    ],
)
def test_the_map_is_held(module, source, found):
    assert wrong(module, source) == found


def test_a_package_counts_its_dots_from_itself():
    assert wrong("chatservice.core", "from .hub import Hub", is_package=True) == []
    assert wrong("chatservice.core", "from ..net import tcp", is_package=True) == ["chatservice.net.tcp"]


def test_a_layer_without_a_row_fails():
    with pytest.raises(AssertionError, match="not on the map"):
        wrong("chatservice.elsewhere", "")


def test_the_plugin_imports_nothing_of_ours():
    plugin = PACKAGE.parent / "twisted" / "plugins" / "chatservice_plugin.py"
    assert set(imports("plugin", plugin.read_text("utf-8"))) == {"twisted.application.service.ServiceMaker"}


def test_chatctl_starts_without_twisted():
    source = "import sys, chatservice.chatctl; print([name for name in sys.modules if 'twisted' in name])"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
