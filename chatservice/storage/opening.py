"""Opens the storage of a data folder: the one place that names the driver."""

from chatservice.storage.sqlite.storage import Folder, open_storage, prepare

__all__ = ["Folder", "open_storage", "prepare"]
