# The figures of the main job that the peers make too: NAME|BY|KEY|VALUE.
select(.indicator | IN("visits", "unique_patients", "patients_by_visits",
	"far", "guarantee_contacts", "guarantee_within_3_days", "fte",
	"visits_requirement", "clinics_open"))
| select(.value != null and .value != 0)
| . as $r
| [.by[] | $r[.]] as $key
| select($key | all(. != null))
| (if .indicator == "fte" then .value * 1200 | round / 100
	elif .indicator == "visits_requirement" then .value * 1000 | round / 1000
	else .value end) as $value
| "\(.indicator)|\(.by | join("+"))|\($key | join("+"))|\($value)"
