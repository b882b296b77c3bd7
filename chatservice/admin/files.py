"""The verbs that chatctl carries out itself, because they are about files, such as backup and restore.

chatctl runs in a process of its own, as the server's user or as root, and asks the server only for
what it cannot do itself.
"""

import itertools
import math
import os
import secrets
import shutil
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from chatservice.admin import client, completion, doctor
from chatservice.admin import verbs as v
from chatservice.admin.errors import AdminError, NoServerError
from chatservice.admin.exports import moment, written
from chatservice.admin.output import Printer
from chatservice.admin.rows import BackedUp, Done, Finding, Restored
from chatservice.errors import StartError
from chatservice.model import names
from chatservice.model.commands import Checkup, Swap
from chatservice.model.records import Record
from chatservice.model.upkeep import ServerHealth
from chatservice.model.values import RoomRow
from chatservice.settings.schema import Settings
from chatservice.storage import offline
from chatservice.storage.offline import (
    PAGE,
    CopyError,
    about,
    documents,
    health,
    in_words,
    lock_places,
    people_called,
    reading,
    records,
    room_called,
)

NEEDS_CARE = 3  # exit status
CERT, KEY = "tls-cert.pem", "tls-key.pem"  # in a data folder: the self-signed pair


def places(settings: Settings) -> tuple[Path, Path]:
    """The data folder and the database."""
    data = Path(settings.data).absolute()
    return data, data / settings.database


def there(settings: Settings) -> None:
    """Checks that the data folder exists: a mistyped one is not created. Raises AdminError."""
    data, database = places(settings)
    if not database.exists():
        raise AdminError(
            "no_data", f"There is no database in {data}. Name the server's data folder with --data."
        )


@contextmanager
def _alone(data: Path, database: Path) -> Iterator[bool]:
    """Whether no server is running there; none can start meanwhile."""
    try:
        locks = lock_places(data, database)
    except StartError:
        yield False
        return
    try:
        yield True
    finally:
        locks.release()


def back_up(settings: Settings, verb: v.Backup, printer: Printer) -> int:
    there(settings)
    data, database = places(settings)
    target = Path(verb.folder).absolute()
    with _refused_in_words("not_backed_up"), _alone(data, database) as alone:
        point = offline.back_up(database, data / offline.FILES, target, alone, printer.progress)
    rooms = sum(1 for head in point.heads if head.room)
    printer.rows(
        [
            BackedUp(
                folder=str(target),
                event=point.event,
                rooms=rooms,
                files=point.files,
                size=point.size,
                absent=len(point.absent),
            )
        ]
    )
    return 0


def restore(settings: Settings, verb: v.Restore, printer: Printer) -> int:
    data, database = places(settings)
    with _refused_in_words("not_restored"):
        restored = _exchanged(data, database, Path(verb.backup).absolute(), printer)
    printer.rows([restored])
    return 0


def verify(settings: Settings, verb: v.Verify, printer: Printer) -> int:
    source = Path(verb.backup).absolute()
    trial = source.with_name(f"{source.name}.trial-{secrets.token_hex(4)}")
    with _refused_in_words("not_verified"):
        if not source.exists():
            raise CopyError(f"{source}: there is no backup. Name the folder that chatctl backup made.")
        trial.mkdir(mode=0o700)
        try:
            files = trial / offline.FILES
            incoming = offline.bring_in(source, trial / Path(settings.database).name, files, printer.progress)
            offline.check_files(source, incoming, files)
        finally:
            shutil.rmtree(trial, ignore_errors=True)
    printer.rows([Done(text=f"{source} can be restored.")])
    return 0


def _exchanged(data: Path, database: Path, source: Path, printer: Printer) -> Restored:
    files = data / offline.FILES
    if client.answers(data):
        incoming = offline.bring_in(source, database, files, printer.progress)
        missing = len(offline.missing_from(incoming, files))
        try:
            swapped = client.ask(data, Swap(incoming=incoming.name))
        except NoServerError:
            raise AdminError("gone", "The server has ended meanwhile. Begin the restore again.") from None
        finally:
            offline.discard(incoming)
        if swapped.error:
            raise AdminError("not_restored", swapped.error)
        return Restored(kept=str(swapped.kept), missing=missing)
    try:
        locks = lock_places(data, database)
    except StartError as error:
        raise AdminError("cannot_open", str(error)) from None
    try:
        incoming = offline.bring_in(source, database, files, printer.progress)
        missing = len(offline.missing_from(incoming, files))
        return Restored(kept=str(offline.exchange(database, incoming) or ""), missing=missing)
    finally:
        locks.release()


def export(settings: Settings, verb: v.Export, printer: Printer) -> int:
    there(settings)
    data, database = places(settings)
    since, until = _moment(verb.since, 0.0), _moment(verb.until, math.inf)
    with (
        _refused_in_words("not_exported"),
        in_words(database),
        _alone(data, database) as alone,
        reading(database, alone) as connection,
    ):
        row = room_called(connection, names.number(verb.room), verb.room)
        if row is None:
            raise AdminError("no_such_room", f"There is no room or group {verb.room}.")
        lines = records(connection, row, since, until)
        texts = documents(connection, row, since, until)
        pieces = written(verb.format, row.name, _watched(lines, row, printer), texts)
        _write_out(pieces, verb.to, row.name, printer)
    return 0


def export_person(settings: Settings, verb: v.UsersExport, printer: Printer) -> int:
    there(settings)
    data, database = places(settings)
    number = names.number(verb.name[1:]) if verb.name.startswith("#") else None
    with (
        _refused_in_words("not_exported"),
        in_words(database),
        _alone(data, database) as alone,
        reading(database, alone) as connection,
    ):
        principal = people_called(connection, number, verb.name)
        if principal is None:
            raise AdminError("no_such_user", f"Nobody has an account {verb.name}; users find tells the id.")
        pieces = (msgspec.json.encode(piece).decode() + "\n" for piece in about(connection, principal))
        _write_out(pieces, verb.to, f"What is known of {principal.name}", printer)
    return 0


def _write_out(pieces: Iterable[str], to: str, what: str, printer: Printer) -> None:
    if not to:
        printer.pieces(pieces)
        return
    target = Path(to).absolute()
    _write_new(target, pieces)
    printer.rows([Done(text=f"{what} is in {target}.")])


def examine(settings: Settings, verb: v.DoctorVerb, printer: Printer) -> int:
    there(settings)
    data, database = places(settings)
    found: list[Finding] = []
    for finding in _findings(settings, data, database, printer):
        printer.rows([finding])
        found.append(finding)
    return NEEDS_CARE if any(finding.level == doctor.MEND for finding in found) else 0


def complete(settings: Settings, verb: v.Completion, printer: Printer) -> int:
    printer.pieces([completion.script()])
    return 0


def _findings(settings: Settings, data: Path, database: Path, printer: Printer) -> Iterator[Finding]:
    yield from doctor.of_settings(printer.notes)
    yield from doctor.of_folder(data, database)
    yield doctor.of_disk(data, database)
    steps = itertools.count(1)
    try:
        with in_words(database), _alone(data, database) as alone, reading(database, alone) as connection:
            state = health(connection, lambda: printer.progress(next(steps), 0, "steps of checking"))
        yield from doctor.of_database(state, time.time())
        # Not in the transaction above: files are deleted while the pages are checked.
        with in_words(database), _alone(data, database) as alone, reading(database, alone) as connection:
            missing = offline.missing_in(connection, data / offline.FILES)
        yield doctor.of_files(missing)
    except CopyError as error:
        yield doctor.mend("database", str(error))
    server = yield from _asked(data)
    if server is not None and server.cert:  # given by an option, perhaps
        settings = msgspec.structs.replace(settings, cert=server.cert, key=server.key or None)
    cert = Path(settings.cert) if settings.cert is not None else data / CERT
    if cert.exists() or settings.cert is not None:
        key = Path(settings.key or settings.cert) if settings.cert is not None else data / KEY
        yield from doctor.of_certificate(cert, key, time.time())
    if server is not None:
        yield from doctor.of_server(server)


def _asked(data: Path) -> Generator[Finding, None, ServerHealth | None]:
    """What the running server says of itself."""
    try:
        health: ServerHealth = client.ask(data, Checkup())
    except NoServerError:
        yield doctor.know("server", "none is running here")
        return None
    except AdminError as error:
        yield doctor.mend("server", str(error))
        return None
    return health


def _moment(text: str, otherwise: float) -> float:
    try:
        return moment(text) if text else otherwise
    except ValueError as error:
        raise AdminError("bad_request", f"{error}.") from None


def _watched(lines: Iterator[Record], row: RoomRow, printer: Printer) -> Iterator[Record]:
    for record in lines:
        if record.seq % PAGE == 0:
            printer.progress(record.seq - row.first, row.head - row.first, "lines")
        yield record


def _write_new(target: Path, pieces: Iterable[str]) -> None:
    """Write a whole file, or none. Raises OSError; CopyError if the file exists."""
    if target.exists():
        raise CopyError(f"{target}: is there already. Choose another name.")
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def _refused_in_words(code: str) -> Iterator[None]:
    try:
        yield
    except CopyError as error:
        raise AdminError(code, str(error)) from None


DOES: Mapping[type[v.Verb], Callable[[Settings, Any, Printer], int]] = {
    v.Backup: back_up,
    v.Verify: verify,
    v.Restore: restore,
    v.Export: export,
    v.UsersExport: export_person,
    v.DoctorVerb: examine,
    v.Completion: complete,
}
