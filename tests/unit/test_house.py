"""The shape of the package: no circles of imports, no class name twice."""

import ast
from pathlib import Path

from docs.house import circles, code_lines, defined_types, double_names, import_circles


def test_no_module_imports_itself_by_way_of_others():
    """Imports under TYPE_CHECKING count too."""
    assert import_circles() == []


def test_no_class_or_type_is_defined_twice():
    assert double_names() == {}


def test_a_circle_is_found_whatever_leads_into_it():
    arrows = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set(), "e": {"a"}}
    assert circles(arrows) == [["b", "c"]]


def test_types_are_classes_and_aliases_at_the_top():
    tree = ast.parse("class A: ...\nBoth = int | str\nLIMIT = 3\nc = 4\ndef f():\n    class D: ...")
    assert list(defined_types(tree)) == ["A", "Both"]


def test_code_is_what_is_neither_blank_nor_comment_nor_docstring():
    source = '"""Of the module\n\nin lines."""\n\n# Why.\ndef f(x):\n    """What."""\n    return (\n  x\n )\n'
    assert code_lines(source) == 4


def test_a_double_name_is_found(tmp_path: Path):
    for name in ("one", "other"):
        (tmp_path / f"{name}.py").write_text("class Same: ...\nclass _Own: ...\n")
    assert list(double_names(tmp_path)) == ["Same"]
