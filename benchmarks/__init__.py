"""How fast the server is, beside its alternatives, in one run on one machine.

``python -m benchmarks`` starts each subject (`subjects`, `peers`), loads it with one
generator (`load.c`, spoken to by `generator`), runs the `cases` in interleaved rounds and
prints what `report` makes of them: ratios, and which goals are met. `growth` draws CPU
and memory against the number of connections. Nothing outlives the run.
"""
