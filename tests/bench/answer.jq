# The figures of the main job that the SQL makes too: NAME|BY|KEY|VALUE.
select(.indicator | IN("visits", "unique_patients", "patients_by_visits",
	"far", "guarantee_contacts", "guarantee_within_3_days", "fte",
	"clinics_open"))
| . as $r
| [.by[] | $r[.]] as $key
| select($key | all(. != null))
| (if .indicator == "fte" then .value * 1200 | round / 100 else .value end)
	as $value
| select(.value != 0)
| "\(.indicator)|\(.by | join("+"))|\($key | join("+"))|\($value)"
