#!/bin/sh
# Configuration is JSON, and each kind of it has its JSON Schema.
set -u
git ls-files '*.json' | while read -r file
do
	jq empty "$file" 2>&1 | sed "s|^|$file: |"
done
for kind in profiles rules indicators targets report suppression published
do
	git ls-files "pipelines/$kind/*schema.json" | grep -q . ||
		echo "pipelines/$kind: no schema"
done
