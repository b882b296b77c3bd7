"""What this process knows of itself."""

import os
import resource

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """Bytes of memory; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * PAGE
    except (OSError, ValueError, IndexError):
        return 0


def open_files() -> int:
    """How many files may be open."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
