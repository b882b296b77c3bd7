#!/bin/sh
# What people said stays in /var/lib/chatservice. An upgrade (deb: "upgrade", rpm: 1) does not stop the server.
set -e
case "$1" in
    remove | 0)
        if [ -d /run/systemd/system ]; then
            systemctl disable --now chatservice.service chatservice.socket
        fi
        ;;
esac
