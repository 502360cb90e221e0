#!/usr/bin/env bash
# Runs a command with the screen it was started on added to the list of those that tests may use.
set -euo pipefail

export MYCOUCH_E2E_DISPLAYS="${MYCOUCH_E2E_DISPLAYS:+$MYCOUCH_E2E_DISPLAYS }$DISPLAY=$XAUTHORITY"
exec "$@"
