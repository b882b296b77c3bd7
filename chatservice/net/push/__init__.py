"""Web Push: messages to browsers that are closed, by way of their makers' push services."""
