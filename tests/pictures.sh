#!/bin/sh
# The picture that README.md shows, of the invented year 2025, in Chromium.
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C.UTF-8
export LC_ALL
tests/need-packages.sh report
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
VARDSTROM_BIN=${BIN:-$PWD/build/bin}
export VARDSTROM_BIN
"$VARDSTROM_BIN/synthesize" -q --year 2025 "$work/extracts"
"$VARDSTROM_BIN/normalize" -q -p pipelines/profiles/mottagningar.json \
	"$work/extracts/mottagningar.csv" >"$work/clinics.ndjson"
pipelines/kvalitetsbokslut -q --year 2025 "$work/extracts" "$work/out"
pipelines/publish -q --clinics "$work/clinics.ndjson" \
	--notice 'Påhittade uppgifter: sidan är gjord av syntetiska data.' \
	"$work/out" "$work/publish"
timeout 120 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars \
	--user-data-dir="$work/profile" --window-size=900,1030 \
	--screenshot="$PWD/tests/report/report.png" \
	"file://$work/publish/report.html" >/dev/null 2>&1
# Some fifty colours do, where there is something that picks them.
python3 - tests/report/report.png <<'END' 2>/dev/null || true
import sys
from PIL import Image
picture = Image.open(sys.argv[1]).convert('RGB')
picture.quantize(48, dither=Image.Dither.NONE).save(sys.argv[1], optimize=True)
END
ls -l tests/report/report.png
