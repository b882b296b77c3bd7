"""How many small faults the tests notice: ``python docs/mutants.py SEED COUNT``, by hand.

A run with coverage says which tests run which lines. It needs pytest-cov, and is kept in ``.mutants``:
remove that after a change. Then lines are drawn, each gets a fault (another comparison, a statement
less, ...), and the tests that run the line are run with it, up to the first that fails; those that run
the fewest lines come first. What no test notices is printed: it wants a test, or a reason. Texts,
keywords that only forbid (`frozen`, `strict`), and what runs at import are left alone.
"""

import ast
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import SourceFileLoader
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

ROOT = Path(__file__).parents[1]
DRAWN = ("core", "model", "wire", "storage")
TESTS = ("tests/unit", "tests/wire", "tests/contract", "tests/scenes")
NEAREST, SECONDS = 40, 60  # tests that are tried before all others; for either
FORBIDDING = {"frozen", "slots", "kw_only", "strict", "eq", "gc"}
DESCRIBING = {"annotation", "returns", "decorator_list", "format_spec"}
Variants = Iterator[tuple[str, ast.AST]]
Mutant = tuple[str, int, int, int]  # file, line, number of the site in it, number of the variant there

PAIRS = [
    *[(ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot), (ast.In, ast.NotIn)],
    *[(ast.And, ast.Or), (ast.Add, ast.Sub), (ast.Mult, ast.FloorDiv), (ast.BitAnd, ast.BitOr)],
]
OPERATORS: dict[type, Any] = {**dict(PAIRS), **{right: left for left, right in PAIRS}}

# What can be wrong.


def variants(node: ast.AST) -> Variants:
    """What may stand in the place of `node`: (words, another node)."""
    match node:
        case ast.Compare():
            ops = [OPERATORS[type(operator)]() for operator in node.ops]
            yield "another comparison", ast.Compare(node.left, ops, node.comparators)
        case ast.BoolOp():
            yield "and, or", ast.BoolOp(OPERATORS[type(node.op)](), node.values)
            for value in node.values:
                rest = [each for each in node.values if each is not value]
                yield "a condition less", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        case ast.BinOp() if type(node.op) in OPERATORS:
            yield "other arithmetic", ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)
        case ast.UnaryOp():
            yield "its operator left out", node.operand
        case ast.IfExp():
            yield "the other case", ast.IfExp(node.test, node.orelse, node.body)
        case ast.If() | ast.While():
            negated = ast.UnaryOp(ast.Not(), node.test)
            yield "the condition negated", type(node)(negated, node.body, node.orelse)
        case ast.Constant(value=bool()):
            yield "the other truth", ast.Constant(not node.value)
        case ast.Constant(value=int() | float() as number):
            yield "one more", ast.Constant(number + 1)
        case ast.Call():
            yield from of_call(node)
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield "None returned", ast.Return(ast.Constant(None))
        case ast.Expr() | ast.Assign() | ast.AugAssign() | ast.Raise() | ast.Delete() | ast.Continue():
            yield "the statement left out", ast.Pass()


def of_call(node: ast.Call) -> Variants:
    if len(node.args) > 1 and not any(isinstance(arg, ast.Starred) for arg in node.args[:2]):
        swapped = [node.args[1], node.args[0], *node.args[2:]]
        yield "arguments swapped", ast.Call(node.func, swapped, node.keywords)
    for keyword in node.keywords:
        if keyword.arg and keyword.arg not in FORBIDDING:
            rest = [other for other in node.keywords if other is not keyword]
            yield f"without {keyword.arg}=", ast.Call(node.func, node.args, rest)


def sites(node: ast.AST, inside: bool = False) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Places in functions where something can be wrong, in order: (parent, field, place, node)."""
    for field, value in ast.iter_fields(node):
        if field in DESCRIBING or (field == "args" and not isinstance(node, ast.Call)):
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or (isinstance(child, ast.keyword) and child.arg in FORBIDDING):
                continue
            if inside and not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
                yield node, field, place, child
            yield from sites(child, inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def mutated(path: str, site: int, choice: int) -> tuple[ast.Module, str]:
    """The file's tree with that fault, and what is different, in words."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    parent, field, place, node = list(sites(tree))[site]
    words, other = list(variants(node))[choice]
    ast.copy_location(other, node)
    if place is None:
        setattr(parent, field, other)
    else:
        getattr(parent, field)[place] = other
    return ast.fix_missing_locations(tree), f"{words}: {ast.unparse(node).splitlines()[0]}"


def drawn(seed: int, count: int) -> list[Mutant]:
    """Lines are drawn, then what is wrong with each."""
    lines: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for path in sorted(path for name in DRAWN for path in (ROOT / "chatservice" / name).rglob("*.py")):
        for site, (_, _, _, node) in enumerate(sites(ast.parse(path.read_text("utf-8")))):
            for choice, _ in enumerate(variants(node)):
                line = str(path.relative_to(ROOT)), getattr(node, "lineno", 0)
                lines.setdefault(line, []).append((site, choice))
    chance = random.Random(seed)  # noqa: S311
    return [(*line, *chance.choice(lines[line])) for line in chance.sample(sorted(lines), count)]


# In pytest, as a plug-in: whoever imports the file gets the fault.


def put_in(path: str, _line: int, site: int, choice: int) -> None:
    code = compile(mutated(path, site, choice)[0], str(ROOT / path), "exec")
    usual, file = SourceFileLoader.get_code, str(ROOT / path)
    SourceFileLoader.get_code = lambda self, name: code if self.path == file else usual(self, name)


def pytest_collection_modifyitems(items: list[Any]) -> None:
    by_id, tests = {item.nodeid: item for item in items}, Path(os.environ["TESTS"]).read_text("utf-8")
    items[:] = [by_id[test] for test in tests.splitlines() if test in by_id]


if "MUTANT" in os.environ:
    put_in(*json.loads(os.environ["MUTANT"]))


# Which tests notice it.


def measured() -> Any:
    from coverage import CoverageData  # noqa: PLC0415 (pytest-cov brings it)

    file = str(ROOT / ".mutants")
    if not Path(file).exists():
        options = ["--cov=chatservice", "--cov-context=test", "--cov-report=", "-n", "auto", *TESTS]
        pytest(options, COVERAGE_FILE=file).check_returncode()
    data = CoverageData(file)
    data.read()
    return data


def covering(data: Any, mutants: list[Mutant]) -> list[list[str]]:
    """For each mutant the tests that run its line, those that run the fewest lines first."""
    runs = {path: data.contexts_by_lineno(path) for path in data.measured_files()}
    weights = Counter(test for lines in runs.values() for tests in lines.values() for test in tests)
    found = [runs.get(str(ROOT / path), {}).get(line, []) for path, line, _, _ in mutants]
    ordered = [sorted(filter(None, tests), key=weights.__getitem__) for tests in found]
    return [list(dict.fromkeys(test.partition("|")[0] for test in tests)) for tests in ordered]


def pytest(options: Iterable[str], timeout: float | None = None, **more: str) -> Any:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    more = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    return subprocess.run(command, env=more, cwd=ROOT, capture_output=True, timeout=timeout)  # noqa: S603, PLW1510


def is_noticed(mutant: Mutant, tests: list[str]) -> bool:
    return fails(mutant, tests[:NEAREST], endless=True) or fails(mutant, tests[NEAREST:], endless=False)


def fails(mutant: Mutant, tests: list[str], endless: bool) -> bool:
    """Whether one of `tests` fails; `endless` is the answer when they take too long."""
    if not tests:
        return False
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    options = ["-x", "-p", "docs.mutants", *files]
    with NamedTemporaryFile() as file:
        Path(file.name).write_text("\n".join(tests), "utf-8")
        try:
            return bool(pytest(options, SECONDS, MUTANT=json.dumps(mutant), TESTS=file.name).returncode)
        except subprocess.TimeoutExpired:
            return endless


def main() -> None:
    data, mutants, noticed = measured(), drawn(*map(int, sys.argv[1:])), 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(is_noticed, mutants, covering(data, mutants))
        for (path, line, site, choice), result in zip(mutants, results, strict=True):
            noticed += result
            if not result:
                print(f"{path}:{line}: {mutated(path, site, choice)[1]}", flush=True)  # noqa: T201
    print(f"{noticed} of {len(mutants)} were noticed")  # noqa: T201


if __name__ == "__main__":
    main()
