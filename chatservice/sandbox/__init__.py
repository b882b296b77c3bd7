"""Running a user's program where it can reach nothing: not the server, not its files, not the network.

Each run is one bubblewrap with namespaces of its own, a seccomp program, resource limits and a
watchdog. Source goes in through descriptors, compiler and program work on the same temporary
file system in memory, and nothing is ever copied out: what a program prints is all that comes back.

``languages`` is a table with one row a language; ``policy``, ``seccomp`` and ``bpf`` are pure and
say how a run is fenced in; ``runner`` starts it, reads it and ends it; ``selftest`` finds out
whether the fence holds on this machine, and no program is run where it does not.
"""
