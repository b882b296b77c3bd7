"""A connection that reconnects by itself, with cursors and unsent lines; bots use it too."""
