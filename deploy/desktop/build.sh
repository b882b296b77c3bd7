#!/usr/bin/env bash
# The desktop client as one file that needs no Python: dist/chat-gui, for this kind of machine and for
# systems whose C library is not older than this one's. Needs Python with tkinter, and PyInstaller from PyPI.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-$(.ci/prepare python)}
made=build/desktop
[ -x "$made/bin/python" ] || "$python" -m venv "$made"
"$made/bin/python" -m pip install --quiet --disable-pip-version-check '.[gui]' 'pyinstaller>=6.20'
"$made/bin/pyinstaller" --noconfirm --clean --log-level WARN --onefile --name chat-gui \
    --distpath dist --workpath "$made/work" --specpath "$made" \
    --collect-data chatservice.client --collect-submodules pygments.lexers --copy-metadata chatservice \
    --exclude-module chatservice.net --exclude-module sqlite3 \
    deploy/desktop/start.py
ls -l dist/chat-gui
