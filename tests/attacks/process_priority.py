# LANG: python
# EXPECT: ok
# MUST-NOT-PRINT: ESCAPED
# MUST-PRINT: DONE
# More than its share: priority, real time, memory that stays, limits that are lifted.
import ctypes
import os
import resource

libc = ctypes.CDLL(None, use_errno=True)
for what, how in {
    "nice": lambda: os.setpriority(os.PRIO_PROCESS, 0, -5),
    "less nice": lambda: os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) - 1),
    "real time": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    "round robin": lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1)),
    "oom score": lambda: os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-1000"),
    "mlockall": lambda: libc.mlockall(7) == 0 or (_ for _ in ()).throw(OSError("refused")),
}.items():
    try:
        how()
        print("ESCAPED", what)
    except (OSError, PermissionError) as e:
        print("held", what, e)
for name in [n for n in dir(resource) if n.startswith("RLIMIT_")]:
    number = getattr(resource, name)
    soft, hard = resource.getrlimit(number)
    try:
        resource.setrlimit(number, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if hard != resource.RLIM_INFINITY:
            print("ESCAPED", name)
    except (OSError, ValueError):
        pass
    try:
        before = resource.prlimit(1, number)[1]
        resource.prlimit(1, number, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if before != resource.RLIM_INFINITY:
            print("ESCAPED the first process's", name)
    except (OSError, ValueError):
        pass
print("limits of memory", resource.getrlimit(resource.RLIMIT_DATA), resource.getrlimit(resource.RLIMIT_NPROC))
print("DONE")
