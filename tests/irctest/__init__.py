"""Our controller for the public suite of tests of IRC servers; see `controller`."""
