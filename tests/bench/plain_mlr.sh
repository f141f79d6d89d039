#!/bin/bash
# plain_mlr.sh - the main job's figures by Miller, as its manual would have it:
# plain_mlr.sh EXTRACTS
#
# One process an extract, with nothing in front of it: repeats are removed by
# head, clinics and links found by join, and each figure is a map by what it is
# grouped by. -S, as ids are no numbers.
#
# shellcheck disable=SC1010,SC2016 # "then" and "$" are Miller's
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
extracts=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

of() {
	mlr -S --icsv --fs ';' "${@:2}" "$extracts/$1.csv"
}

in_2025() {
	echo "\$$1 >= \"2025-01-01\" && \$$1 <= \"2025-12-31\""
}

# Each clinic by all its names, and the newest id of a person who has several.
names() {
	of mottagningar --ocsv put '
			$name = tolower($MottagningsId . "|" . $Namn . "|" . $Alias);
			$Regi = $Regi == "Egen regi" ? "egen" : "privat";
		' \
		then rename MottagningsId,clinic,Vårdgivare,provider \
		then rename Regi,regi,Kommun,municipality \
		then nest --evar '|' -f name \
		then head -n 1 -g name \
		then cut -f name,clinic,provider,regi,municipality
}

links() {
	of lankar --ocsv put -q -f "$here/person.mlr" -e '
		@newer[person($FrånId, $Giltig)] = person($TillId, $Giltig);
		end {
			for (patient, newest in @newer) {
				while (is_present(@newer[newest])) {
					newest = @newer[newest];
				}
				emit1 {"patient": patient, "newest": newest};
			}
		}'
}

contacts() {
	of fys002 --onidx head -n 1 -g KontaktId \
		then filter '$Status == "Genomförd" && $Kontakttyp != "" &&
			$Kontakttyp != "Chatt" && '"$(in_2025 Kontaktdatum)" \
		then put -f "$here/person.mlr" -e '
			$name = tolower($Mottagning);
			$patient = person($Personnummer, $Kontaktdatum);
		' \
		then join -j name -f "$tmp/names.csv" \
		then join --ur -j patient -f "$tmp/links.csv" \
		then put -q -f "$here/figures.mlr" -e '
			month = $Kontaktdatum[1:7];
			@visits["all"]["all"] += 1;
			@visits["regi"][$regi] += 1;
			@visits["provider"][$provider] += 1;
			@visits["clinic"][$clinic] += 1;
			@visits["municipality"][$municipality] += 1;
			@visits["month"][month] += 1;
			@visits["provider+month"][$provider . "+" . month] += 1;
			@types[$Kontakttyp] += 1;
			if ($Huvuddiagnos != "") {
				@diagnoses[$Huvuddiagnos] += 1;
			} elif ($Bidiagnoser != "") {
				@diagnoses[splitax(gsub($Bidiagnoser, ",", " "), " ")[1]] += 1;
			}

			patient = is_present($newest) ? $newest : $patient;
			if (patient[9:10] != "SP" && patient[9:10] != "SL") {
				@patients["all"]["all"][patient] += 1;
				@patients["regi"][$regi][patient] += 1;
				@patients["provider"][$provider][patient] += 1;
				@patients["clinic"][$clinic][patient] += 1;
			}

			end {
				types = types();
				for (type, n in @types) {
					@visits["contact_type"][types[type]] = n;
				}
				ranges = ranges();
				for (diagnosis, n in @diagnoses) {
					@visits["diagnosis_group"][group_of(diagnosis, ranges)] += n;
				}
				for ((by, key, patient), n in @patients) {
					@unique[by][key] += 1;
					if (by == "all") {
						@bins["visits"][bin_of(n)] += 1;
					} elif (by != "regi") {
						@bins[by . "+visits"][key . "+" . bin_of(n)] += 1;
					}
				}
				call tell_all("visits", @visits);
				call tell_all("unique_patients", @unique);
				call tell_all("patients_by_visits", @bins);
			}'
}

bookings() {
	of vuf01 --onidx filter '
			$Status == "Genomförd" &&
			$KvåKod =~ "(^|[ ,])DV200($|[ ,])" && '"$(in_2025 Datum)" \
		then put '$name = tolower($Mottagning)' \
		then join -j name -f "$tmp/names.csv" \
		then put -q -f "$here/figures.mlr" -e '
			@bookings["all"]["all"][$BokningsId] = 1;
			@bookings["regi"][$regi][$BokningsId] = 1;
			@bookings["clinic"][$clinic][$BokningsId] = 1;
			end {
				for ((by, key, id), one in @bookings) {
					@far[by][key] += one;
				}
				call tell_all("far", @far);
			}'
}

waits() {
	of t002 --onidx head -n 1 -g KontaktId \
		then filter '
			$Vårdgarantipatient == "J" &&
			$Genomförd == "J" && '"$(in_2025 Kontaktdatum)" \
		then put '$name = tolower($Mottagning)' \
		then join -j name -f "$tmp/names.csv" \
		then put -q -f "$here/figures.mlr" -e '
			in_time = 0;
			if ($Bedömningsdatum != "") {
				wait = day_no($Bedömningsdatum) - day_no($Kontaktdatum);
				in_time = wait >= 0 && wait <= 3 ? 1 : 0;
			}
			$all = "all";
			counts = in_time == 1 || $PatientvaldVäntan != "J" ? 1 : 0;
			for (by, key in mapselect($*, "all", "regi", "provider", "clinic")) {
				@contacts[by][key] += counts;
				@in_time[by][key] += in_time;
			}
			end {
				call tell_all("guarantee_contacts", @contacts);
				call tell_all("guarantee_within_3_days", @in_time);
			}'
}

staffing() {
	of resurs --onidx put '$name = tolower($MottagningsId)' \
		then join -j name -f "$tmp/names.csv" \
		then put -q -f "$here/figures.mlr" -e '
			$all = "all";
			for (by, key in mapselect($*, "all", "regi", "provider",
				"clinic", "municipality")) {
				@fte[by][key] += float(ssub($Heltidsresurs, ",", "."));
				@graduate[by][key] += float(ssub($VaravNyutbildad, ",", "."));
			}
			end {
				for ((by, key), fte in @fte) {
					if (by != "municipality" && fte > 0) {
						@requirement[by][key] =
							1200 * (fte - 0.2 * @graduate[by][key]) / fte;
					}
				}
				for (by, fte in @fte) {
					call tell("fte", by, rounded(fte, 100));
				}
				for (by, requirement in @requirement) {
					call tell("visits_requirement", by, rounded(requirement, 1000));
				}
			}'
}

open_clinics() {
	of mottagningar --onidx filter '
			$Öppnad <= "2025-12-31" && ($Avvecklad == "" || $Avvecklad > "2025-12-31")' \
		then put -q -f "$here/figures.mlr" -e '
			@open["all"]["all"] += 1;
			@open["regi"][$Regi == "Egen regi" ? "egen" : "privat"] += 1;
			@open["municipality"][$Kommun] += 1;
			end {
				call tell_all("clinics_open", @open);
			}'
}

names >"$tmp/names.csv"
links >"$tmp/links.csv"
contacts
bookings
waits
staffing
open_clinics
