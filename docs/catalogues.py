"""Enter the client's texts into its catalogues: ``python docs/catalogues.py``.

New texts come in without a translation, those that are gone go out, the order is the alphabet's. With
``--check`` nothing is written, and the status is 1 if something would be or a translation is missing.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from chatservice.client.words import FOLDER, CatalogueEntry, entries

CLIENT = FOLDER.parent
CALLS = {"_": 1, "marked": 1, "sentence": 1, "n_": 2}  # how many of their arguments are texts
HEAD = """Content-Type: text/plain; charset=UTF-8
Language: {language}
Plural-Forms: nplurals=2; plural=n != 1;
"""


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield node


def texts(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Each text that `tree` has to translate, with its plural. What comes from a table is marked there."""
    for call in calls(tree):
        count = CALLS[call.func.id]  # type: ignore[attr-defined]
        found = [each.value for each in call.args[:count] if isinstance(each, ast.Constant)]
        if len(found) == count and not (call.func.id == "sentence" and is_bare(str(found[0]))):  # type: ignore[attr-defined]
            yield str(found[0]), str(found[1]) if count > 1 else ""


def is_bare(text: str) -> bool:
    """Whether it is only places and signs, the same in each language."""
    return re.search(r"[^\W\d_]", re.sub(r"\{[^}]*\}", "", text)) is None


def hidden(tree: ast.AST) -> list[int]:
    """Lines that translate where ``_`` is an argument or a variable, not the function."""
    found = []
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and _binds(scope):
            body = scope.body if isinstance(scope.body, list) else [scope.body]
            found += [call.lineno for part in body for call in calls(part) if call.func.id == "_"]  # type: ignore[attr-defined]
    return sorted(found)


def _binds(scope: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
    body = scope.body if isinstance(scope.body, list) else []
    stored = (node for part in body for node in ast.walk(part) if isinstance(node, ast.Name))
    return any(each.arg == "_" for each in ast.walk(scope.args) if isinstance(each, ast.arg)) or any(
        each.id == "_" and isinstance(each.ctx, ast.Store) for each in stored
    )


def all_texts(folder: Path = CLIENT) -> dict[str, str]:
    """{text: its plural or an empty text} of the client, in the order of the alphabet."""
    found: dict[str, str] = {}
    for file in sorted(folder.rglob("*.py")):
        for text, plural in texts(ast.parse(file.read_text("utf-8"))):
            found[text] = plural or found.get(text, "")
    return dict(sorted(found.items()))


def quoted(text: str) -> str:
    """A string of a ``.po`` file."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def written(wanted: dict[str, str], known: dict[str, CatalogueEntry], language: str) -> str:
    parts = [f'msgid ""\nmsgstr {quoted(HEAD.format(language=language))}\n']
    for text, plural in wanted.items():
        entry = known.get(text)
        forms = entry.forms if entry is not None and len(entry.forms) == (2 if plural else 1) else ("", "")
        if plural:
            rows = [f"msgstr[{number}] {quoted(form)}" for number, form in enumerate(forms)]
            parts.append("\n".join([f"msgid {quoted(text)}", f"msgid_plural {quoted(plural)}", *rows, ""]))
        else:
            parts.append(f"msgid {quoted(text)}\nmsgstr {quoted(forms[0])}\n")
    return "\n".join(parts)


def main() -> None:
    check = "--check" in sys.argv
    wanted, wrong = all_texts(), False
    for file in sorted(FOLDER.glob("*.po")):
        before = file.read_text("utf-8")
        known: dict[str, CatalogueEntry] = {}
        for each in entries(iter(before.splitlines())):
            if all(each.forms) or each.text not in known:  # after a merge one may stand twice
                known[each.text] = each
        after = written(wanted, known, file.stem)
        empty = [text for text in wanted if text not in known or not all(known[text].forms)]
        wrong = wrong or bool(empty) or after != before
        sys.stdout.write(f"{file.name}: {len(wanted)} texts, {len(empty)} without translation\n")
        for text in empty:
            sys.stdout.write(f"  {text!r}\n")
        if not check:
            file.write_text(after, "utf-8")
    sys.exit(check and wrong)


if __name__ == "__main__":
    main()
