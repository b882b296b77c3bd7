"""The system calls that a program may not make, as a seccomp filter.

Programs need most system calls, so the filter is a deny list: calls that reach into other
processes or the kernel, create namespaces or mounts, or leave something behind that no
namespace or limit covers. Calls that libraries can do without get ENOSYS, as from a kernel
that lacks them; the others EPERM. Only the low 32 bits of an argument are checked, as the
kernel does where it matters (CVE-2019-10063).
"""

import errno
from collections.abc import Iterable

from chatservice.sandbox import bpf
from chatservice.sandbox.bpf import Instruction
from chatservice.sandbox.syscalls import MACHINES, NEWEST, Machine

ALLOW = 0x7FFF0000
KILL = 0x80000000  # SECCOMP_RET_KILL_PROCESS
_ERRNO = 0x00050000


def answer(error: int) -> int:
    return _ERRNO | error


FORBIDDEN = (
    # Other processes, and what they have open.
    *("ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd"),
    *("process_madvise", "process_mrelease", "migrate_pages", "move_pages"),
    # The kernel's own inside.
    *("perf_event_open", "bpf", "userfaultfd", "kexec_load", "kexec_file_load", "vmsplice"),
    *("init_module", "finit_module", "delete_module", "create_module", "query_module"),
    *("get_kernel_syms", "syslog", "acct", "lookup_dcookie", "nfsservctl"),
    *("swapon", "swapoff", "reboot", "quotactl", "quotactl_fd"),
    # Keys know no namespace.
    *("keyctl", "add_key", "request_key"),
    # Mounts and namespaces, in the old ways and the new ones.
    *("mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "statmount", "listmount"),
    *("fsopen", "fsconfig", "fsmount", "fspick", "move_mount", "open_tree", "mount_setattr"),
    # Files by number, past the directories that hide them.
    *("open_by_handle_at", "name_to_handle_at", "fanotify_init", "fanotify_mark"),
    # The machine's clock and name.
    *("clock_settime", "clock_adjtime", "adjtimex", "settimeofday", "sethostname", "setdomainname"),
    # What only old programs of another kind want.
    *("iopl", "ioperm", "modify_ldt", "vhangup", "uselib", "ustat", "sysfs", "_sysctl"),
)

MISSING = (
    # Its flags are in memory, where no filter can look; libraries fall back on clone.
    "clone3",
    # It makes other calls by itself, which no filter sees.
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    # Memory that no process limit counts.
    *("memfd_create", "memfd_secret", "shmget", "semget", "msgget", "mq_open"),
    # Limited for the whole machine, so one program could use up all of them.
    "io_setup",
)

NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
# Injecting keystrokes into another's terminal, and loading code through a terminal.
TERMINAL_TRICKS = (0x5412, 0x541C, 0x5423)  # TIOCSTI, TIOCLINUX, TIOCSETD
ASK_ONLY = 0xFFFFFFFF
PERSONALITIES = (0, 0x0040000, ASK_ONLY)  # Linux's own; the same without random addresses, for debuggers
UNIX, INET, INET6, NETLINK = 1, 2, 10, 16
ROUTE = 0  # lists the interfaces; getifaddrs uses it


def program(machine: Machine) -> list[Instruction]:
    """The filter for one architecture."""
    numbers = machine.numbers
    forbid = bpf.give(answer(errno.EPERM))
    no_family = bpf.give(answer(errno.EAFNOSUPPORT))
    allow = bpf.give(ALLOW)
    netlink = [*bpf.load(bpf.argument(2)), *bpf.unless_equal([ROUTE], no_family), *allow]
    return [
        *bpf.load(bpf.ARCHITECTURE),
        *bpf.unless_equal([machine.audit], bpf.give(KILL)),
        *bpf.load(bpf.NUMBER),
        # The numbers of x32 are above it too.
        *bpf.when_greater(NEWEST, bpf.give(answer(errno.ENOSYS))),
        *bpf.when_equal(_known(numbers, FORBIDDEN), forbid),
        *bpf.when_equal(_known(numbers, MISSING), bpf.give(answer(errno.ENOSYS))),
        *bpf.when_equal(
            [numbers["clone"]],
            [*bpf.load(bpf.argument(0)), *bpf.when_any_bit(NEW_NAMESPACES, forbid), *allow],
        ),
        *bpf.when_equal(
            [numbers["ioctl"]],
            [*bpf.load(bpf.argument(1)), *bpf.when_equal(TERMINAL_TRICKS, forbid), *allow],
        ),
        *bpf.when_equal(
            [numbers["personality"]],
            [*bpf.load(bpf.argument(0)), *bpf.unless_equal(PERSONALITIES, forbid), *allow],
        ),
        *bpf.when_equal(
            [numbers["socket"], numbers["socketpair"]],
            [
                *bpf.load(bpf.argument(0)),
                *bpf.when_equal([NETLINK], netlink),
                *bpf.unless_equal([UNIX, INET, INET6], no_family),
                *allow,
            ],
        ),
        *allow,
    ]


def _known(numbers: dict[str, int], names: Iterable[str]) -> list[int]:
    return [numbers[name] for name in names if name in numbers]


def filter_for(machine: str) -> bytes | None:
    """The filter's bytes for a machine as named by uname; None if there is none."""
    known = MACHINES.get(machine)
    return bpf.assemble(program(known)) if known is not None else None
