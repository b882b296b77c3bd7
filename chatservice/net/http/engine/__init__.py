"""HTTP itself: requests, routes, bodies up and down, sessions, errors."""
