// duckdb.mjs - the jobs of the benchmark in SQL: duckdb.mjs JOB FILE|DIR [OUT]
//
// Two threads. No value is checked: not that a row has all its columns, not a
// date, not a check digit. Answers are printed as lines of NAME|BY|KEY|VALUE.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { DuckDBInstance } = createRequire(`${process.env.DUCKDB}/`)('@duckdb/node-api');
const [job, path, out] = process.argv.slice(2);
const db = await (await DuckDBInstance.create(':memory:',
	{ threads: '2', temp_directory: `${process.env.DUCKDB}/tmp` })).connect();

const rows = async sql => (await db.runAndReadAll(sql)).getRows();
const csv = (file, columns) => `read_csv('${file}', delim=';', quote='"', header=true,
	auto_detect=false, columns={${columns.map(c => `'${c}': 'VARCHAR'`)}})`;
const contacts = ['kid', 'day', 'pid', 'mott', 'typ', 'status', 'diag', 'bi', 'kva', 'yrke'];
const ndjson = `read_ndjson('${path}', maximum_object_size=16777216)`;
const extract = (name, columns) => csv(`${path}/${name}.csv${gz}`, columns);
const gz = job === 'main-gzip' ? '.gz' : '';

// A person id as it stands in the figures: twelve characters.
const patient = (pid, day) => {
	const s = `replace(replace(${pid}, '-', ''), '+', '')`;
	const dd = `(substr(${s}, 5, 2)::int)`;
	const yy = `substr(${s}, 1, 2)::int`;
	// 60 more is the day of a coordination number; + is for whoever turns
	// at least a hundred in the year
	const short = `${yy} + case
		when ${pid} like '%+%' and 2000 + ${yy} > substr(${day}, 1, 4)::int then 1800
		when ${pid} like '%+%' then 1900
		when '20' || substr(${s}, 1, 4) || lpad((${dd} - case when ${dd} > 60
			then 60 else 0 end)::varchar, 2, '0') > replace(${day}, '-', '') then 1900
		else 2000 end`;
	return `case when length(${s}) = 10 then (${short})::varchar || substr(${s}, 3)
		else ${s} end`;
};

async function prepare()
{
	const rules = JSON.parse(readFileSync(process.env.RULES, 'utf8'));
	const groups = rules.diagnosis_groups.flatMap(g => g.codes.map(code => {
		const [low, high] = code.replaceAll('.', '').split('-');
		return `('${g.name}', '${low}', '${high ?? low}', ${low.length})`;
	}));
	await db.run(`create table ranges(name varchar, low varchar, high varchar, len int)`);
	await db.run(`insert into ranges values ${groups}`);
	await db.run(`create table clinics as select * from ${extract('mottagningar',
		['clinic', 'name', 'alias', 'provider', 'regi', 'municipality', 'opened', 'closed'])}`);
	await db.run(`update clinics set regi = case regi when 'Egen regi' then 'egen' else 'privat' end`);
	await db.run(`create table names as select n, any_value(clinic) clinic,
		any_value(provider) provider, any_value(regi) regi,
		any_value(municipality) municipality from (
		select *, lower(clinic) n from clinics union select *, lower(name) from clinics
		union select *, lower(unnest(string_split(alias, '|'))) from clinics) group by n`);
	await db.run(`create table links as select ${patient('f', 'd')} f, ${patient('t', 'd')} t
		from ${extract('lankar', ['f', 't', 'd'])}`);
	for (let i = 0; i < 3; i++) // chains of up to 2^3 links
		await db.run(`update links set t = next.t from links next where links.t = next.f`);
	await db.run(`create table contacts as
		select c.*, coalesce(l.t, c.own) patient from (
			select n.clinic, n.provider, n.regi, n.municipality, substr(day, 1, 7) as month,
				typ, replace(coalesce(nullif(diag, ''), string_split(replace(bi, ',', ' '), ' ')[1]),
					'.', '') diag, ${patient('pid', 'day')} own
			from (select distinct on (kid) * from ${extract('fys002', contacts)})
			join names n on lower(mott) = n.n
			where status = 'Genomförd' and typ not in ('', 'Chatt')
				and day between '2025-01-01' and '2025-12-31') c
		left join links l on l.f = c.own`);
	await db.run(`create table diagnoses as select diag, coalesce(arg_max(name, len), 'other') diagnosis_group
		from (select distinct diag, case when length(diag) = 3 then diag || '9' else diag end code
			from contacts where diag <> '') left join ranges
		on substr(code, 1, len) between low and high group by diag`);
	await db.run(`create table patients as select regi, provider, clinic, patient, count(*) n
		from contacts where not regexp_matches(patient, '^.{8}(SP|SL)') group by all`);
	await db.run(`create table far as select regi, clinic, bid from (
		select distinct on (bid, kva) * from ${extract('vuf01', ['bid', 'day', 'pid', 'mott', 'kva', 'status'])})
		join names n on lower(mott) = n.n
		where list_contains(string_split(replace(kva, ',', ' '), ' '), 'DV200') and status = 'Genomförd' and day between '2025-01-01' and '2025-12-31'`);
	await db.run(`create table guarantee as select regi, provider, clinic,
		coalesce(date_diff('day', cday::date, nullif(bday, '')::date) between 0 and 3, false) in_time
		from (select distinct on (kid) * from ${extract('t002', ['kid', 'pid', 'mott', 'cday', 'bday', 'covered', 'chose', 'done'])})
		join names n on lower(mott) = n.n
		where covered = 'J' and (chose <> 'J' or in_time) and done = 'J'
			and cday between '2025-01-01' and '2025-12-31'`);
	await db.run(`create table staffing as select n.*, replace(fte, ',', '.')::decimal(12, 2) fte,
		replace(graduate, ',', '.')::decimal(12, 2) graduate
		from ${extract('resurs', ['month', 'mott', 'fte', 'graduate'])} join names n on lower(mott) = n.n`);
}

const scopes = ['', 'regi', 'provider', 'clinic'];
const types = `case typ when 'Enskilt nybesök' then 'first_visit' when 'Enskilt återbesök'
	then 'return_visit' when 'Gruppbesök' then 'group' when 'Telefonsamtal' then 'phone'
	when 'Videobesök' then 'video' else 'chat' end`;
const bins = `case when n > 20 then '21-' when n > 10 then '11-20' when n > 5 then '6-10'
	else n::varchar end`;

async function tell(name, by, value, from, folds = true)
{
	const keys = by ? by.split('+') : [];
	const sql = `select ${[...keys, value]} from ${from} ${folds && keys.length ? `group by ${keys}` : ''}`;
	for (const row of (await rows(sql)).filter(row => row.at(-1) != 0))
		console.log([name, by, row.slice(0, -1).join('+'), row.at(-1)].join('|'));
}

async function main()
{
	await prepare();
	for (const by of [...scopes, 'municipality', 'month', 'provider+month'])
		await tell('visits', by, 'count(*)', 'contacts');
	await tell('visits', 'contact_type', 'count(*)', `(select ${types} contact_type from contacts)`);
	await tell('visits', 'diagnosis_group', 'count(*)', 'contacts join diagnoses using (diag)');
	for (const by of scopes)
		await tell('unique_patients', by, 'count(distinct patient)', 'patients');
	for (const by of ['', 'provider', 'clinic'])
		await tell('patients_by_visits', by ? `${by}+visits` : 'visits', 'count(*)',
			`(select ${by ? `${by},` : ''} ${bins} visits from (select ${by ? `${by},` : ''}
				sum(n) n from patients group by ${by ? `${by},` : ''} patient))`);
	for (const by of ['', 'regi', 'clinic'])
		await tell('far', by, 'count(distinct bid)', 'far');
	for (const by of scopes) {
		await tell('guarantee_contacts', by, 'count(*)', 'guarantee');
		await tell('guarantee_within_3_days', by, 'sum(in_time::int)', 'guarantee');
	}
	for (const by of [...scopes, 'municipality'])
		await tell('fte', by, 'round(sum(fte)::double, 2)', 'staffing');
	for (const by of scopes)
		await tell('visits_requirement', by, 'v', `(select ${by ? `${by},` : ''}
			round((1200 * (sum(fte) - 0.2 * sum(graduate)) / sum(fte))::double, 3) v
			from staffing ${by && `group by ${by}`} having sum(fte) > 0)`, false);
	for (const by of ['', 'regi', 'municipality'])
		await tell('clinics_open', by, 'count(distinct clinic)', `(from clinics
			where coalesce(opened, '') <= '2025-12-31' and (coalesce(closed, '') = '' or closed > '2025-12-31'))`);
}

const jobs = {
	filter: () => db.run(`copy (select *, coalesce(status = 'done' and contact_type <> 'phone', false) visit
		from ${ndjson}) to '${out}' (format json)`),
	csv: async () => {
		for (const row of await rows(`select mott, count(*), count(distinct pid)
			from ${csv(path, contacts)} group by mott`))
			console.log(row.join('\t'));
	},
	ndjson: async () => {
		for (const row of await rows(`select clinic, count(*), count(distinct patient)
			from ${ndjson} group by clinic`))
			console.log(row.join('\t'));
	},
	convert: () => db.run(`copy (select * from ${csv(path, contacts)}) to '${out}' (format json)`),
	dedupe: () => db.run(`copy (select distinct on (contact_id) * from
		read_ndjson([${path.split(',').map(p => `'${p}'`)}])) to '${out}' (format json)`),
	main, 'main-gzip': main,
	start: async () => console.log((await rows('select 1'))[0][0]),
	version: async () => console.log((await rows('select version()'))[0][0]),
};
await jobs[job]();
