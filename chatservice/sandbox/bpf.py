"""Classic BPF, as far as a seccomp filter needs it: instructions, and their bytes.

The kernel reads 8 bytes per instruction, in the machine's byte order (``struct sock_filter``:
code, jt, jf, k), and runs them on a ``struct seccomp_data``. Jumps only go forward; `jt` and
`jf` count skipped instructions.
"""

import struct
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
JUMP = 0x05  # BPF_JMP | BPF_JA
JUMP_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
JUMP_GREATER = 0x25  # BPF_JMP | BPF_JGT | BPF_K
JUMP_ANY_BIT = 0x45  # BPF_JMP | BPF_JSET | BPF_K
RETURN = 0x06  # BPF_RET | BPF_K

FARTHEST = 255  # the maximum of jt and jf
LONGEST = 4096  # instructions, BPF_MAXINSNS

# Offsets in struct seccomp_data.
NUMBER = 0
ARCHITECTURE = 4


def argument(index: int) -> int:
    """The offset of the low 32 bits of a system call's argument."""
    return 16 + 8 * index + (0 if sys.byteorder == "little" else 4)


class Instruction(NamedTuple):
    code: int
    k: int
    jt: int = 0
    jf: int = 0


Instructions = Sequence[Instruction]


def load(offset: int) -> list[Instruction]:
    return [Instruction(LOAD, offset)]


def give(action: int) -> list[Instruction]:
    """End with this answer to the kernel."""
    return [Instruction(RETURN, action)]


def when_equal(values: Iterable[int], then: Instructions) -> list[Instruction]:
    """Run `then` if the loaded value is one of `values`; otherwise continue after it.

    Every path through `then` must end with a `give`, since the other case follows it.
    """
    return _when([Instruction(JUMP_EQUAL, value) for value in values], then)


def when_greater(value: int, then: Instructions) -> list[Instruction]:
    return _when([Instruction(JUMP_GREATER, value)], then)


def when_any_bit(mask: int, then: Instructions) -> list[Instruction]:
    return _when([Instruction(JUMP_ANY_BIT, mask)], then)


def unless_equal(values: Iterable[int], then: Instructions) -> list[Instruction]:
    """Run `then` unless the loaded value is one of `values`."""
    checks = list(values)
    past = len(then)
    jumps = [
        Instruction(JUMP_EQUAL, value, len(checks) - 1 - place + past) for place, value in enumerate(checks)
    ]
    return _checked([*jumps, *then])


def _when(tests: Sequence[Instruction], then: Instructions) -> list[Instruction]:
    jumps = [test._replace(jt=len(tests) - place) for place, test in enumerate(tests)]
    return _checked([*jumps, Instruction(JUMP, len(then)), *then])


def _checked(program: list[Instruction]) -> list[Instruction]:
    if any(max(step.jt, step.jf) > FARTHEST for step in program):
        raise ValueError("a jump is too far")
    return program


def assemble(program: Instructions) -> bytes:
    if not 0 < len(program) <= LONGEST or program[-1].code != RETURN:
        raise ValueError("a program has 1 to 4096 instructions, and ends with an answer")
    return b"".join(struct.pack("=HBBI", step.code, step.jt, step.jf, step.k) for step in program)
