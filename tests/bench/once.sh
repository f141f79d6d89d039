#!/bin/sh
# once.sh - the heading of an extract and the first row of each id: once.sh FILE
#
# For the peers, which all need longer for a set of all ids. The heading comes
# once more where its first word sorts; no peer takes it for a row.
set -eu
export LC_ALL=C

head -n 1 "$1"
exec sort -s -u -t ';' -k 1,1 "$1"
