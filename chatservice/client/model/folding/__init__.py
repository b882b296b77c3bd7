"""What each event changes in the state: a function an event, by subject."""
