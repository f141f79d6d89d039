"""The jobs of the benchmark in SQL: duckdb_sql.py JOB FILE|DIR [OUT]

Two threads. No value is checked: not that a row has all its columns, not a
date, not a check digit. Answers are printed as lines of NAME|BY|KEY|VALUE.
"""

import json
import os
import sys

import duckdb

job, path = sys.argv[1:3]
out = sys.argv[3] if len(sys.argv) > 3 else None
db = duckdb.connect(":memory:", config={
    "threads": 2, "temp_directory": os.environ["PEERS"] + "/tmp"})
gz = ".gz" if job == "main-gzip" else ""
CONTACTS = "kid day pid mott typ status diag bi kva yrke"
NDJSON = f"read_ndjson('{path}', maximum_object_size=16777216)"


def rows(sql):
    return db.execute(sql).fetchall()


def csv(file, columns):
    of = ", ".join(f"'{column}': 'VARCHAR'" for column in columns.split())
    return (f"read_csv('{file}', delim=';', quote='\"', header=true, "
            f"auto_detect=false, columns={{{of}}})")


def extract(name, columns):
    return csv(f"{path}/{name}.csv{gz}", columns)


def patient(pid, day):
    """A person id as it stands in the figures: twelve characters."""
    s = f"replace(replace({pid}, '-', ''), '+', '')"
    dd = f"(substr({s}, 5, 2)::int)"
    yy = f"substr({s}, 1, 2)::int"
    # 60 more is the day of a coordination number; + is for whoever turns
    # at least a hundred in the year
    short = f"""{yy} + case
        when {pid} like '%+%' and 2000 + {yy} > substr({day}, 1, 4)::int then 1800
        when {pid} like '%+%' then 1900
        when '20' || substr({s}, 1, 4) || lpad(({dd} - case when {dd} > 60
            then 60 else 0 end)::varchar, 2, '0') > replace({day}, '-', '') then 1900
        else 2000 end"""
    return (f"case when length({s}) = 10 then ({short})::varchar || "
            f"substr({s}, 3) else {s} end")


def prepare():
    with open(os.environ["RULES"], encoding="utf-8") as file:
        rules = json.load(file)
    ranges = []
    for group in rules["diagnosis_groups"]:
        for code in group["codes"]:
            low, _, high = code.replace(".", "").partition("-")
            ranges.append((group["name"], low, high or low, len(low)))
    db.execute("create table ranges(name varchar, low varchar, high varchar, len int)")
    db.executemany("insert into ranges values (?, ?, ?, ?)", ranges)
    clinics = extract("mottagningar",
                      "clinic name alias provider regi municipality opened closed")
    db.execute(f"create table clinics as select * from {clinics}")
    db.execute("""update clinics set regi = case regi when 'Egen regi'
        then 'egen' else 'privat' end""")
    db.execute("""create table names as select n, any_value(clinic) clinic,
        any_value(provider) provider, any_value(regi) regi,
        any_value(municipality) municipality from (
        select *, lower(clinic) n from clinics union select *, lower(name) from clinics
        union select *, lower(unnest(string_split(alias, '|'))) from clinics) group by n""")
    db.execute(f"""create table links as select {patient('f', 'd')} f,
        {patient('t', 'd')} t from {extract('lankar', 'f t d')}""")
    for _ in range(3):  # chains of up to 2^3 links
        db.execute("update links set t = next.t from links next where links.t = next.f")
    db.execute(f"""create table contacts as
        select c.*, coalesce(l.t, c.own) patient from (
            select n.clinic, n.provider, n.regi, n.municipality, substr(day, 1, 7) as month,
                typ, replace(coalesce(nullif(diag, ''), string_split(replace(bi, ',', ' '), ' ')[1]),
                    '.', '') diag, {patient('pid', 'day')} own
            from (select distinct on (kid) * from {extract('fys002', CONTACTS)})
            join names n on lower(mott) = n.n
            where status = 'Genomförd' and typ not in ('', 'Chatt')
                and day between '2025-01-01' and '2025-12-31') c
        left join links l on l.f = c.own""")
    db.execute("""create table diagnoses as select diag,
        coalesce(arg_max(name, len), 'other') diagnosis_group
        from (select distinct diag, case when length(diag) = 3 then diag || '9' else diag end code
            from contacts where diag <> '') left join ranges
        on substr(code, 1, len) between low and high group by diag""")
    db.execute("""create table patients as select regi, provider, clinic, patient, count(*) n
        from contacts where not regexp_matches(patient, '^.{8}(SP|SL)') group by all""")
    db.execute(f"""create table far as select regi, clinic, bid from (
        select distinct on (bid, kva) * from {extract('vuf01', 'bid day pid mott kva status')})
        join names n on lower(mott) = n.n
        where list_contains(string_split(replace(kva, ',', ' '), ' '), 'DV200')
            and status = 'Genomförd' and day between '2025-01-01' and '2025-12-31'""")
    db.execute(f"""create table guarantee as select regi, provider, clinic,
        coalesce(date_diff('day', cday::date, nullif(bday, '')::date) between 0 and 3, false) in_time
        from (select distinct on (kid) * from
            {extract('t002', 'kid pid mott cday bday covered chose done')})
        join names n on lower(mott) = n.n
        where covered = 'J' and (chose <> 'J' or in_time) and done = 'J'
            and cday between '2025-01-01' and '2025-12-31'""")
    db.execute(f"""create table staffing as select n.*,
        replace(fte, ',', '.')::decimal(12, 2) fte,
        replace(graduate, ',', '.')::decimal(12, 2) graduate
        from {extract('resurs', 'month mott fte graduate')} join names n on lower(mott) = n.n""")


SCOPES = ["", "regi", "provider", "clinic"]
TYPES = """case typ when 'Enskilt nybesök' then 'first_visit' when 'Enskilt återbesök'
    then 'return_visit' when 'Gruppbesök' then 'group' when 'Telefonsamtal' then 'phone'
    when 'Videobesök' then 'video' else 'chat' end"""
BINS = """case when n > 20 then '21-' when n > 10 then '11-20' when n > 5 then '6-10'
    else n::varchar end"""


def tell(name, by, value, source, folds=True):
    keys = ", ".join(by.split("+")) if by else ""
    sql = f"select {keys + ', ' if by else ''}{value} from {source}"
    if folds and by:
        sql += f" group by {keys}"
    for *key, figure in rows(sql):
        if figure:
            print(name, by, "+".join(key), f"{float(figure):.10g}", sep="|")


def main():
    prepare()
    for by in SCOPES + ["municipality", "month", "provider+month"]:
        tell("visits", by, "count(*)", "contacts")
    tell("visits", "contact_type", "count(*)",
         f"(select {TYPES} contact_type from contacts)")
    tell("visits", "diagnosis_group", "count(*)",
         "contacts join diagnoses using (diag)")
    for by in SCOPES:
        tell("unique_patients", by, "count(distinct patient)", "patients")
    for by in ["", "provider", "clinic"]:
        of = by + ", " if by else ""
        tell("patients_by_visits", by + "+visits" if by else "visits", "count(*)",
             f"(select {of}{BINS} visits from (select {of}sum(n) n "
             f"from patients group by {of}patient))")
    for by in ["", "regi", "clinic"]:
        tell("far", by, "count(distinct bid)", "far")
    for by in SCOPES:
        tell("guarantee_contacts", by, "count(*)", "guarantee")
        tell("guarantee_within_3_days", by, "sum(in_time::int)", "guarantee")
    for by in SCOPES + ["municipality"]:
        tell("fte", by, "round(sum(fte)::double, 2)", "staffing")
    for by in SCOPES:
        tell("visits_requirement", by, "v", f"""(select {by + ',' if by else ''}
            round((1200 * (sum(fte) - 0.2 * sum(graduate)) / sum(fte))::double, 3) v
            from staffing {'group by ' + by if by else ''} having sum(fte) > 0)""", False)
    for by in ["", "regi", "municipality"]:
        tell("clinics_open", by, "count(distinct clinic)", """(from clinics
            where coalesce(opened, '') <= '2025-12-31'
                and (coalesce(closed, '') = '' or closed > '2025-12-31'))""")


def group(sql):
    for row in rows(sql):
        print(*row, sep="\t")


def write(sql):
    db.execute(f"copy ({sql}) to '{out}' (format json)")


def dedupe():
    files = [f"'{file}'" for file in path.split(",")]
    write(f"select distinct on (contact_id) * from read_ndjson([{','.join(files)}])")


jobs = {
    "filter": lambda: write(f"""select *, coalesce(status = 'done'
        and contact_type <> 'phone', false) visit from {NDJSON}"""),
    "csv": lambda: group(f"""select mott, count(*), count(distinct pid)
        from {csv(path, CONTACTS)} group by mott"""),
    "ndjson": lambda: group(f"""select clinic, count(*), count(distinct patient)
        from {NDJSON} group by clinic"""),
    "convert": lambda: write(f"from {csv(path, CONTACTS)}"),
    "dedupe": dedupe,
    "main": main,
    "main-gzip": main,
    "start": lambda: print(rows("select 1")[0][0]),
    "version": lambda: print(duckdb.__version__),
}
jobs[job]()
