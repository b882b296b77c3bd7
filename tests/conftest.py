"""What all tests share.

Servers are started by the hundred: none compiles everything anew, whoever starts the tests.

A test is not timed: on a busy machine an example of Hypothesis may take longer than its deadline.
"""

import os
import sys

from hypothesis import settings

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
