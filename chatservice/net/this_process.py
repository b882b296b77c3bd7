"""Figures of this process."""

import os
import resource

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """Resident memory in bytes; 0 if the system does not say."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * PAGE
    except (OSError, ValueError, IndexError):
        return 0


def open_files() -> int:
    """The limit of open files."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
