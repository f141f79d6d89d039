#!/bin/sh
# Shell scripts pass shellcheck; they are known by their first line.
set -u
git grep -lE '^#! ?/(usr/)?bin/(env )?(ba)?sh' -- . | xargs -r shellcheck -x
