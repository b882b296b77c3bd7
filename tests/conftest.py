"""What all tests share.

A test is not timed: on a busy machine an example of Hypothesis may take longer than its deadline.
"""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
