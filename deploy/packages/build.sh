#!/bin/sh
# Builds a .deb and an .rpm with nfpm (https://nfpm.goreleaser.com), for this machine's kind and Python:
#
#   deploy/packages/build.sh [FOLDER]
set -eu
cd "$(dirname "$0")/../.."
to=${1:-build/packages}
python=${PYTHON_BIN:-/usr/bin/python3}
mkdir -p "$to"
rm -rf build/package
"$python" -m venv --copies build/package/opt/chat
build/package/opt/chat/bin/pip install --quiet --no-compile .
# The programs name the folder that they were built in; they will stand in /opt/chat.
grep -lIr "$PWD/build/package" build/package/opt/chat | xargs sed -i "s#$PWD/build/package##g"
VERSION=$(build/package/opt/chat/bin/python -c 'import chatservice; print(chatservice.__version__)')
PYTHON=$("$python" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}")')
case $(uname -m) in x86_64) ARCH=amd64 ;; aarch64) ARCH=arm64 ;; *) ARCH=$(uname -m) ;; esac
export VERSION PYTHON ARCH
for format in deb rpm; do
    nfpm package --config deploy/packages/nfpm.yaml --packager "$format" --target "$to"
done
