"""Starts the desktop client, from a checkout too: python clients/desktop.py"""

import sys
from pathlib import Path

try:
    from chatservice.client.tk.__main__ import main
except ModuleNotFoundError as missing:
    if missing.name != "chatservice":
        sys.exit(f"{missing.name} is missing: pip install '.[gui]', or start it with make gui")
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    try:
        from chatservice.client.tk.__main__ import main
    except ModuleNotFoundError as still:
        sys.exit(f"{still.name} is missing: pip install '.[gui]', or start it with make gui")

if __name__ == "__main__":
    main()
