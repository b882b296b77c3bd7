"""The window's widgets beside Tk's own."""

import importlib
import inspect
import pkgutil
import tkinter as tk

from chatservice.client import tk as package

MEANT = {"add", "destroy"}  # what is overridden on purpose


def test_no_widget_hides_a_part_of_tk_by_chance():
    """Such as `_register`, which `bind` needs."""
    modules = [each.name for each in pkgutil.iter_modules(package.__path__) if each.name != "__main__"]
    hidden = set()
    for module in (importlib.import_module(f"{package.__name__}.{name}") for name in modules):
        for widget in filter(inspect.isclass, vars(module).values()):
            if issubclass(widget, tk.Misc) and widget.__module__ == module.__name__:
                own = {name for name in vars(widget) if not name.startswith("__")} - MEANT
                bases = [base for base in widget.__mro__ if base.__module__.startswith("tkinter")]
                hidden |= {(widget.__name__, name) for name in own for base in bases if name in vars(base)}
    assert hidden == set()
