#!/usr/bin/env bash
# Runs a command beside an unlocked keyring. To be started inside a D-Bus session of its own.
set -euo pipefail

gnome-keyring-daemon --foreground --unlock --components=secrets <<<'' >/dev/null 2>&1 &
keyring=$!
trap 'kill "$keyring" 2>/dev/null || true; wait "$keyring" 2>/dev/null || true' EXIT

answers() {
  dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q 'boolean true'
}

for _ in $(seq 100); do
  if answers; then
    status=0
    "$@" || status=$?
    exit "$status"
  fi
  sleep 0.1
done
echo 'the keyring did not start' >&2
exit 1
