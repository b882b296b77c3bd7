"""The command line: what to measure, with a line for everything that is missing."""

import argparse
import resource
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import report
from benchmarks.bench import FULL, QUICK, SCALES, TINY, Bench, temporary_folder
from benchmarks.build import NoCompilerError, program
from benchmarks.cases import CASES
from benchmarks.generator import LoadError
from benchmarks.growth import CONNECTIONS, DRAWN, growth
from benchmarks.peers import Ejabberd, InspIRCd, Mosquitto, NgIRCd, Redis
from benchmarks.process import Cores
from benchmarks.subjects import Chat, ChatIrc, ChatJson, ChatText, Floor, MissingError, PlainLoop, Subject

SUBJECTS: tuple[type[Subject], ...] = (
    Floor,
    PlainLoop,
    NgIRCd,
    InspIRCd,
    Redis,
    Ejabberd,
    Mosquitto,
    ChatText,
    ChatJson,
    ChatIrc,
)
NOT_FOR_QUICK = (
    "windows",
    "latency",
    "rooms",
    "crowd",
    "sockets",
    "slow",
    "storm",
    "tls",
    "strangers",
    "code",
)
GROWTH = "growth"
SPARE = 300  # descriptors beside those of the clients


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    cases = "; ".join(f"{name}: {(case.__doc__ or '').splitlines()[0]}" for name, case in CASES.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure chatservice beside ngIRCd and InspIRCd on this machine.",
        epilog=f"A full run takes about half an hour, a quick one under 90 seconds. Cases: {cases}",
    )
    parser.add_argument(
        "names", nargs="*", metavar="case", help=f"all when none is named; {GROWTH}: draw how costs grow"
    )
    parser.add_argument("--quick", action="store_true", help="smaller numbers, the main cases")
    parser.add_argument("--scale", choices=sorted(SCALES), help=argparse.SUPPRESS)
    parser.add_argument(
        "--page", type=Path, metavar="FILE", help="put the tables between the marks of that page"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    everyone = ",".join(kind.name for kind in SUBJECTS)
    parser.add_argument("--subjects", help=f"some of {everyone}; all, or those that a quick run has time for")
    parser.add_argument(
        "--before", type=Path, metavar="CHECKOUT", help="measure the server there too, and compare"
    )
    parser.add_argument("--pictures", type=Path, default=Path("docs"), help=f"where {GROWTH} puts its files")
    options = parser.parse_args(argv)
    fitting = (kind.name for kind in SUBJECTS if not (options.quick and kind.slow))
    options.subjects = options.subjects.split(",") if options.subjects else list(fitting)
    for given, known in ((options.names, [*CASES, GROWTH]), (options.subjects, [k.name for k in SUBJECTS])):
        for name in given:
            if name not in known:
                parser.error(f"no {name!r}: there are {', '.join(known)}")
    return options


def descriptors(most: int) -> str | None:
    """Allow as many open files as possible; a line when that is too few for the clients."""
    wanted = most + SPARE
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard == resource.RLIM_INFINITY or hard >= wanted:
        return None
    return f"open files are limited to {hard}, and {wanted} are needed for all cases: ulimit -Hn {wanted}"


def prepared(names: Sequence[str], checkout: Path | None) -> tuple[list[Subject], list[str]]:
    """The subjects that can run here, and a line for each that cannot."""
    chosen = [kind() for kind in SUBJECTS if kind.name in names]
    if checkout is not None:
        kinds = (kind for kind in SUBJECTS if kind.name in names and issubclass(kind, Chat))
        chosen += [kind(checkout.resolve()) for kind in kinds]
    subjects: list[Subject] = []
    missing: list[str] = []
    for subject in chosen:
        try:
            subject.prepare()
        except (MissingError, NoCompilerError) as error:
            missing.append(str(error))
        else:
            subjects.append(subject)
    return subjects, missing


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    scale = SCALES[options.scale] if options.scale else QUICK if options.quick else FULL
    try:
        program("load")
        subjects, missing = prepared(options.subjects, options.before)
    except NoCompilerError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    names = options.names or [name for name in CASES if scale is not QUICK or name not in NOT_FOR_QUICK]
    stopped = False
    with temporary_folder() as folder:
        bench = Bench(subjects, scale, Cores(), folder)
        short = descriptors(max(CONNECTIONS) if GROWTH in names and scale is not TINY else scale.many)
        for line in [*missing, *([short] if short else [])]:
            bench.note(line)
        versions = {subject.name: subject.version() for subject in subjects}
        try:
            run(bench, [name for name in names if name != GROWTH])
            if GROWTH in names:
                growth(bench, options.pictures, versions)
        except KeyboardInterrupt:
            stopped = True
            bench.note("stopped before the end: what is here was measured before that")
        finally:
            bench.dismiss()
        wrong = any(case.wrong for case in bench.cases)
        bench.cases = [case for case in bench.cases if case.name not in DRAWN]
        print(report.text(bench, versions))
        if options.json:
            options.json.write_text(report.as_json(bench, versions) + "\n")
        if options.page and not stopped:
            report.put_into(
                options.page, report.markdown(bench, versions, " ".join(["python -m benchmarks", *names]))
            )
    return 130 if stopped else int(wrong)


def run(bench: Bench, names: Sequence[str]) -> None:
    everyone = bench.subjects
    for name in names:
        if time.monotonic() - bench.began > bench.scale.limit:
            bench.note(f"{name}: left out, the run has taken its {bench.scale.limit:.0f} s")
            continue
        bench.say(name)
        bench.subjects = [subject for subject in everyone if name in (subject.only or (name,))]
        try:
            CASES[name](bench)
        except (LoadError, OSError) as error:
            bench.note(f"{name}: {error}")
        finally:
            bench.subjects = everyone


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
