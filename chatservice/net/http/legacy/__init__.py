"""The REST interface of the older system."""
