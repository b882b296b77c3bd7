"""Figures of the package's shape, from its syntax alone: ``python docs/house.py [FOLDER]``.

Sizes of files and functions, circles of imports (those under TYPE_CHECKING count too), and
names of classes and types that more than one module defines. Code lines are those that are
neither blank nor comment nor docstring. `tests/unit/test_import_map.py` holds the last two.
"""

import ast
import io
import statistics
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "chatservice"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(package: Path) -> dict[str, Path]:
    """{dotted name: file} of all modules in `package`."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(tree: ast.AST, known: Mapping[str, Path]) -> Iterator[str]:
    """The modules of `known` that `tree` imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if name in known:
                    yield name
                elif node.module in known:
                    yield node.module


def circles(arrows: Mapping[str, set[str]]) -> list[list[str]]:
    """The strongly connected components of more than one module, largest first (Tarjan, 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        path.append(module)
        for other in arrows[module]:
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in path:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            at = path.index(module)
            component = path[at:]
            del path[at:]
            if len(component) > 1:
                found.append(sorted(component))

    for module in arrows:
        if module not in index:
            visit(module)
    return sorted(found, key=len, reverse=True)


def import_circles(package: Path = PACKAGE) -> list[list[str]]:
    known = modules(package)
    return circles({name: {*imports(parsed(path), known)} - {name} for name, path in known.items()})


def defined_types(tree: ast.Module) -> Iterator[str]:
    """Classes and type aliases at the top of a module, but those private to it."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and target.id[0].isupper() and not target.id.isupper():
                    yield target.id


def double_names(package: Path = PACKAGE) -> dict[str, list[str]]:
    """{class or type: the modules that define it}, where there is more than one."""
    places = defaultdict(list)
    for module, path in modules(package).items():
        for name in defined_types(parsed(path)):
            if not name.startswith("_"):
                places[name].append(module)
    return {name: where for name, where in sorted(places.items()) if len(where) > 1}


def code_lines(source: str) -> int:
    """Lines with code on them."""
    numbers: set[int] = set()
    silent = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    documents = {
        node.body[0].lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Module | ast.ClassDef | Function) and ast.get_docstring(node) is not None
    }
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in silent and not (token.type == tokenize.STRING and token.start[0] in documents):
            numbers.update(range(token.start[0], token.end[0] + 1))
    return len(numbers)


def report(package: Path = PACKAGE) -> Iterator[str]:
    sources = {name: path.read_text("utf-8") for name, path in modules(package).items()}
    lines = {name: source.count("\n") for name, source in sources.items()}
    functions = [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{name}.{node.name}")
        for name, source in sources.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, Function)
    ]
    sizes = [size for size, _ in functions]
    yield f"files {len(lines)}, lines {sum(lines.values())}, code {sum(map(code_lines, sources.values()))}"
    longest = max(lines, key=lambda name: lines[name])
    over = sum(size > 300 for size in lines.values())
    median = statistics.median(lines.values())
    yield f"file: median {median:g}, longest {lines[longest]} ({longest}), over 300: {over}"
    tenth = statistics.quantiles(sizes, n=10)[-1]
    size, name = max(functions)
    median = statistics.median(sizes)
    yield f"function: median {median:g}, p90 {tenth:g}, longest {size} ({name}), of {len(sizes)}"
    found = import_circles(package)
    yield f"circles of imports: {len(found)} ({' + '.join(str(len(circle)) for circle in found)} modules)"
    double = double_names(package)
    yield f"names defined more than once: {len(double)} {', '.join(double)}"


if __name__ == "__main__":
    for line in report(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE):
        sys.stdout.write(line + "\n")
