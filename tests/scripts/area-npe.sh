#!/bin/sh
# The patient survey: the printed figures of 2023 come out of the answers, in
# each way of weighing the dimensions are those of sqlite3, and clinics with
# few respondents are held back.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area npe 2023

jq -r 'select(.dimension) | [.question, .dimension, .weight] | @csv' \
	"$pipelines/tables/npe_questions.ndjson" >"$here/questions.csv"
sqlite3 "$here/db" <<SQL
create table questions (question, dimension, weight numeric);
.mode csv
.import '$here/questions.csv' questions
.import '$top/testdata/published/npe-2023.csv' printed
create table names (dimension, id);
insert into names values
	('Helhetsintryck', 'overall'),
	('Emotionellt stöd', 'emotional_support'),
	('Delaktighet och involvering', 'participation'),
	('Respekt och bemötande', 'respect'),
	('Kontinuitet och koordinering', 'continuity'),
	('Information och kunskap', 'information'),
	('Tillgänglighet', 'accessibility');

-- What was answered in 2023, a repeat once.
create view answers as
	select distinct a.SvarsId as who, a.Fråga as question, q.dimension,
		q.weight, a.Svar in ('4', '5') as positive,
		m.MottagningsId as clinic, m.Regi = 'Egen regi' as own
	from npe a join questions q on q.question = a.Fråga
		join mottagningar m on m.Namn = a.Mottagning
	where a.Mätår = '2023' and a.SvarsId <> '' and
		a.Svar in ('1', '2', '3', '4', '5');
create view people as
	select who, clinic, own, dimension, sum(weight * positive) as good,
		sum(weight) as answered, avg(positive) as share
	from answers group by who, dimension;
-- Yes or no on each living habit.
create view habits as
	select distinct a.SvarsId as who, a.Fråga as question,
		a.Svar = 'Ja' as yes, m.MottagningsId as clinic
	from npe a join mottagningar m on m.Namn = a.Mottagning
	where a.Fråga in ('Tobak', 'Alkohol', 'Motion', 'Matvanor') and
		a.Mätår = '2023';
SQL

# printed COLUMN INDICATOR: all seven as the report prints them.
printed() {
	wrong=$(sqlite3 "$here/db" "select n.id, p.$1, m.value
		from printed p join names n using (dimension) left join made m
			on m.indicator = '$2' and m.by_what = 'dimension' and
				m.who = n.id
		where m.value is null or abs(round(m.value, 1) - p.$1) > 1e-9")
	test -z "$wrong" &&
		test "$(sqlite3 "$here/db" 'select count(*) from printed')" = 7 &&
		return
	echo "$wrong"
	return 1
}

check 'R-NPE-02: the seven dimensions of the region, as printed' \
	printed varmland npe
check 'R-NPE-04: the seven dimensions of the country, as printed' \
	printed riket npe_country
check 'R-NPE-04: differences from the country' agree npe_difference dimension "
	select n.id, (select 100 * avg(good / answered) from people
		where dimension = n.id) - p.riket
	from printed p join names n using (dimension)"
check 'R-NPE-02: by who runs the clinic' agree npe regi+dimension "
	select case own when 1 then 'egen' else 'privat' end || '+' || dimension,
		100 * avg(good / answered)
	from people group by own, dimension"
check 'R-NPE-03: by clinic, those with ten respondents or more' \
	agree npe clinic+dimension "
	select clinic || '+' || dimension,
		case when count(*) >= 10 then 100 * avg(good / answered) end
	from people group by clinic, dimension"
check 'R-NPE-03: ten respondents are enough' \
	value npe_respondents clinic+dimension karlstad-rehabcenter+overall 10
check 'R-NPE-03: nine are not, and it says so' \
	said npe clinic+dimension grums+overall respondents_below_10
check 'respondents' agree npe_respondents clinic+dimension "
	select clinic || '+' || dimension, count(*)
	from people group by clinic, dimension"

check 'R-NPE-05: a fifth talked of tobacco, diet or alcohol, as printed' \
	value npe_other_habits_discussed '' '' 0.20 2
check 'R-NPE-05: seven in ten talked of physical activity, as printed' \
	value npe_habit_discussed habit physical_activity 0.70 2
check 'R-NPE-05: tobacco, diet or alcohol by clinic' \
	agree npe_other_habits_discussed clinic "
	select clinic, case when count(distinct who) >= 10 then
		1.0 * count(distinct case when yes then who end) /
			count(distinct who) end
	from habits where question <> 'Motion' group by clinic"

# Line 91 and on: see testdata/README.md.
check 'R-NPE-01: faults' rejected npe 91:unknown_clinic 92:unknown_question \
	93:unknown_value 94:missing

# weigh FORMULA: with this for the value of a dimension.
weigh() {
	jq --arg formula "100 * $1" \
		'.measures.dimension_value.formula = $formula' \
		"$pipelines/indicators/npe.json" >"$here/weighed.json" &&
		figures 2023 "$here/weighed.json" && import_figures
}
check 'other weighing: weights shared alike' weigh per_respondent_shared
check 'R-NPE-02: shared alike' agree npe dimension "
	select dimension, 100 * avg(good + (1 - answered) * share)
	from people group by dimension"
check 'other weighing: by answer' weigh per_answer
check 'R-NPE-02: each answer by its weight' agree npe dimension "
	select dimension, 100 * sum(weight * positive) / sum(weight)
	from answers group by dimension"
finish
