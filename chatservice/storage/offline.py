"""What chatctl does with a data folder, with or without a running server: back up, restore, read.

Loads no Twisted, so that chatctl starts at once.
"""

from chatservice.storage.sqlite.backup import back_up
from chatservice.storage.sqlite.copying import FILES, CopyError, in_words
from chatservice.storage.sqlite.exports import (
    PAGE,
    Health,
    about,
    documents,
    health,
    people_called,
    reading,
    records,
    room_called,
)
from chatservice.storage.sqlite.locking import lock_places
from chatservice.storage.sqlite.manifest import missing_from, missing_in
from chatservice.storage.sqlite.restore import (
    bring_in,
    check_files,
    copies_beside,
    discard,
    exchange,
    put_back,
)

__all__ = [
    "FILES",
    "PAGE",
    "CopyError",
    "Health",
    "about",
    "back_up",
    "bring_in",
    "check_files",
    "copies_beside",
    "discard",
    "documents",
    "exchange",
    "health",
    "in_words",
    "lock_places",
    "missing_from",
    "missing_in",
    "people_called",
    "put_back",
    "reading",
    "records",
    "room_called",
]
