"""A connection that comes back by itself, with cursors and unsent lines; bots stand on it too."""
