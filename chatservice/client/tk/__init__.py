"""The windows: widgets only. What they show and do is decided in `desk` and `state`."""
