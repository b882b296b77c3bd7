"""A port and its driver are one list: the same methods, with the same parameters."""

from inspect import Parameter, get_annotations, getattr_static, isfunction, signature

import pytest

from chatservice.core.ports import Storage
from chatservice.settings.schema import Settings
from tests.clock import TestClock
from tests.memory import MemoryStorage

STORAGE = MemoryStorage(Settings(), TestClock())
PORTS = {
    name: get_annotations(member.fget, eval_str=True)["return"]
    for name, member in vars(Storage).items()
    if isinstance(member, property) and name != "blobs"  # a driver of its own
}


def methods(owner):
    return {
        name: value
        for cls in owner.__mro__[:-1]
        for name, value in vars(cls).items()
        if not name.startswith("_") and isfunction(value)
    }


def parameters(method):
    """Name and whether it may be left out; without the first, which is `self` or the transaction."""
    return [
        (p.name, p.default is not Parameter.empty) for p in list(signature(method).parameters.values())[1:]
    ]


@pytest.mark.parametrize("name", PORTS)
def test_the_driver_has_the_methods_of_the_port_and_no_others(name):
    assert methods(type(getattr(STORAGE, name))).keys() == methods(PORTS[name]).keys()


@pytest.mark.parametrize(
    ("port", "method"), [(port, method) for port in PORTS for method in methods(PORTS[port])]
)
def test_a_method_is_called_as_the_port_says(port, method):
    asked = getattr_static(PORTS[port], method)
    answers = getattr_static(type(getattr(STORAGE, port)), method)
    assert parameters(answers) == parameters(asked)
