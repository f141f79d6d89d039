#!/bin/sh
# Establishments under the national tariff by municipality and year: what the
# region printed comes out.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"

# The year's figures are those of the printed table.
printed() {
	awk -F , -v year="$1" '$1 == year { print $2 "\t" $3 }' \
		"$top/testdata/published/national-tariff-establishments.csv" |
		sort >"$here/wanted"
	jq -r 'select(.by == [] or has("municipality")) |
		"\(.municipality // "")\t\(.value)"' \
		"$here/indicators.ndjson" | sort >"$here/got"
	same "$here/got" "$here/wanted"
}
for year in 2014 2018 2024
do
	area taxa $year
	check "R-TARIFF-01: $year as printed" printed $year
	check "R-TARIFF-01: $year by municipality" agree tariff_establishments \
		municipality "select case Kommun when '' then 'null'
		else Kommun end, count(distinct EtableringsId) from taxa
		where År = '$year' and EtableringsId <> '' group by Kommun"
done
check 'faults' rejected taxa 91:bad_number 92:missing
finish
