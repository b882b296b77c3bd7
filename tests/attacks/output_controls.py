# LANG: python
# EXPECT: ok
# MUST-NOT-PRINT: [\x00-\x08\x0b-\x1f\x7f-\x9f]
# MUST-PRINT: plain after all
# Whatever a terminal obeys, in pieces.
import os
import time

for piece in (b"\x1b", b"[31", b"mred\x1b]0;ti", b"tle\x07\x1bP", b"q\x1b\\\x9b1m\xc2\x9b2J", b"\x00\x07\x08\x7f\x0e\x0f", b"\xe2\x80", b"\xae\xf0\x9f\x98", b"\x80\r\r\n\x1b[6n\x1bc\x1b#8\x1b(0 plain after all\n"):
    os.write(1, piece)
    time.sleep(0.03)
