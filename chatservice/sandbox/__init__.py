"""Runs users' programs isolated from everything: the server, its files, the network.

Each run is one bubblewrap with its own namespaces, a seccomp program, resource limits and a
watchdog. Source goes in through descriptors, compiler and program share one temporary file
system in memory, and nothing is ever copied out: the output is all that comes back.

``languages`` is a table with one row per language; ``policy``, ``seccomp`` and ``bpf`` are pure
and define the isolation of a run; ``runner`` starts it, reads it and ends it; ``selftest``
checks that the isolation works on this machine, and no program is run where it does not.
"""
