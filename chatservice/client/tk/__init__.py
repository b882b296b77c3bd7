"""The windows: widgets only. `controller` and `state` decide what they show and do."""
