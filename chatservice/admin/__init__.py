"""chatctl, and the socket in the data folder on which a running server answers it."""
