"""The storage on SQLite: statements by subject, group commit, search, backup, maintenance."""
