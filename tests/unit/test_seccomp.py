"""The filter of system calls, run as the kernel runs it."""

import errno
import re
import struct
from pathlib import Path

import pytest

from chatservice.sandbox import bpf, seccomp
from chatservice.sandbox.seccomp import ALLOW, FORBIDDEN, KILL, MISSING, answer, filter_for
from chatservice.sandbox.syscalls import MACHINES, NEWEST

ARGUED = {"clone", "ioctl", "personality", "socket", "socketpair"}
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


def verdict(code: bytes, audit: int, number: int, *arguments: int) -> int:
    """What the program in `code` answers to a call, after the rules of the kernel's own interpreter."""
    six = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=IIQ6Q", number & 0xFFFFFFFF, audit, 0, *six)
    steps = [struct.unpack_from("=HBBI", code, 8 * place) for place in range(len(code) // 8)]
    accumulator, place = 0, 0
    while True:
        operation, jt, jf, k = steps[place]
        place += 1
        if operation == bpf.RETURN:
            return k
        if operation == bpf.LOAD:
            accumulator = struct.unpack_from("=I", data, k)[0]
        elif operation == bpf.JUMP:
            place += k
        else:
            holds = {
                bpf.JUMP_EQUAL: accumulator == k,
                bpf.JUMP_GREATER: accumulator > k,
                bpf.JUMP_ANY_BIT: bool(accumulator & k),
            }[operation]
            place += jt if holds else jf


@pytest.fixture(params=sorted(MACHINES))
def machine(request):
    """(what the filter answers to a call, the numbers)."""
    audit, numbers = MACHINES[request.param]
    code = filter_for(request.param)
    return lambda number, *arguments: verdict(code, audit, number, *arguments), numbers


def test_each_call_gets_its_answer_and_all_others_are_let_through(machine):
    asked, numbers = machine
    expected = {numbers[name]: answer(errno.EPERM) for name in FORBIDDEN if name in numbers}
    expected |= {numbers[name]: answer(errno.ENOSYS) for name in MISSING if name in numbers}
    argued = {numbers[name] for name in ARGUED}
    assert not argued & set(expected)
    for number in range(NEWEST + 1):
        if number not in argued:
            assert asked(number) == expected.get(number, ALLOW), number


@pytest.mark.parametrize("number", [NEWEST + 1, 463, 600, 0x40000000, 0x40000000 + 59, 0xFFFFFFFF])
def test_calls_that_came_later_are_not_there(machine, number):
    assert machine[0](number) == answer(errno.ENOSYS)


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_calls_of_another_architecture_end_the_process(name):
    code = filter_for(name)
    for audit in (0x40000003, 0x40000028, 0, *(MACHINES[other].audit for other in MACHINES if other != name)):
        assert verdict(code, audit, 1) == KILL


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("clone", (17,), 0),
        ("clone", (0x3D0F00,), 0),  # a thread
        *[("clone", (flag | 17,), errno.EPERM) for flag in (0x20000, *(1 << bit for bit in range(25, 31)))],
        ("clone", (1 << 40 | 0x10000000,), errno.EPERM),
        ("ioctl", (0, 0x5401), 0),
        *[("ioctl", (0, command), errno.EPERM) for command in (0x5412, 0x541C, 0x5423)],
        ("ioctl", (0, 1 << 32 | 0x5412), errno.EPERM),
        *[("personality", (value,), 0) for value in (0, 0xFFFFFFFF, 0x40000)],
        *[("personality", (value,), errno.EPERM) for value in (8, 0x400000, 0x440000)],
        *[("socket", (family, 1, 0), 0) for family in (1, 2, 10)],
        ("socket", (16, 3, 0), 0),
        *[("socket", (16, 3, protocol), errno.EAFNOSUPPORT) for protocol in range(1, 23)],
        *[("socket", (family, 1, 0), errno.EAFNOSUPPORT) for family in (0, 3, 15, 17, 38, 40, 44, 45, 1000)],
        ("socketpair", (1, 1, 0), 0),
        ("socketpair", (30, 1, 0), errno.EAFNOSUPPORT),
    ],
)
def test_some_depend_on_what_is_asked(machine, name, arguments, error):
    asked, numbers = machine
    assert asked(numbers[name], *arguments) == (answer(error) if error else ALLOW)


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_the_numbers_are_those_of_the_kernels_headers(name):
    if not HEADERS[name].exists():
        pytest.skip("the headers are not installed")
    text = HEADERS[name].read_text()
    in_headers = {n: int(v) for n, v in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)}
    numbers = MACHINES[name].numbers
    assert {n: in_headers.get(n, v) for n, v in numbers.items()} == numbers
    assert len(set(numbers.values())) == len(numbers)


def test_an_unknown_machine_has_no_filter():
    assert filter_for("riscv64") is None


def test_jumps_that_cannot_be_said_are_refused():
    with pytest.raises(ValueError, match="too far"):
        bpf.when_equal(range(300), bpf.give(ALLOW))
    with pytest.raises(ValueError, match="answer"):
        bpf.assemble(bpf.load(0))


def test_the_program_is_short_enough():
    for machine in MACHINES.values():
        assert len(seccomp.program(machine)) < 200
