"""The IRC door: connections of IRC clients. Loaded only with such a door."""
