"""Opening the storage of a data folder: the one place that says which driver it is."""

from chatservice.storage.sqlite.storage import Folder, open_storage, prepare

__all__ = ["Folder", "open_storage", "prepare"]
