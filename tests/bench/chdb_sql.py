"""The jobs of the benchmark by ClickHouse in a process: chdb_sql.py JOB FILE|DIR [OUT]

Two threads. No value is checked. Answers are printed as lines of
NAME|BY|KEY|VALUE.
"""

import json
import os
import sys

from chdb import session

job, path = sys.argv[1:3]
out = sys.argv[3] if len(sys.argv) > 3 else None
db = session.Session()
CONTACTS = "kid day pid mott typ status diag bi kva yrke"
YEAR = "between '2025-01-01' and '2025-12-31'"
gz = ".gz" if job == "main-gzip" else ""


def run(sql, settings=""):
    return db.query(f"{sql} settings max_threads = 2{settings}", "TabSeparated").bytes().decode()


def rows(sql):
    return [line.split("\t") for line in run(sql).splitlines()]


def csv(file, columns):
    of = ", ".join(column + " String" for column in columns.split())
    return f"file('{file}', 'CSV', '{of}')"


CSV = ", format_csv_delimiter = ';', input_format_csv_skip_first_lines = 1"


def make(name, sql):
    db.query(f"create table {name} engine = Memory as {sql} settings max_threads = 2{CSV}")


def extract(name, columns):
    return csv(f"{path}/{name}.csv{gz}", columns)


def patient(pid, day):
    """A person id as it stands in the figures: twelve characters."""
    s = f"replaceRegexpAll({pid}, '[-+]', '')"
    dd = f"toInt32OrZero(substr({s}, 5, 2))"
    return f"""if(length({s}) = 10, concat(multiIf(
        position({pid}, '+') > 0 and concat('20', substr({s}, 1, 2)) > substr({day}, 1, 4), '18',
        position({pid}, '+') > 0, '19',
        concat('20', substr({s}, 1, 4), leftPad(toString(if({dd} > 60, {dd} - 60, {dd})), 2, '0'))
            > replaceAll({day}, '-', ''), '19',
        '20'), {s}), {s})"""


def prepare():
    db.query("create database if not exists b engine = Atomic")
    db.query("use b")
    with open(os.environ["RULES"], encoding="utf-8") as file:
        rules = json.load(file)
    ranges = []
    for group in rules["diagnosis_groups"]:
        for code in group["codes"]:
            low, _, high = code.replace(".", "").partition("-")
            ranges.append(f"('{group['name']}', '{low}', '{high or low}', {len(low)})")
    db.query("create table ranges (name String, low String, high String, len UInt8) engine = Memory")
    db.query(f"insert into ranges values {', '.join(ranges)}")
    make("clinics", f"""select * replace (if(regi = 'Egen regi', 'egen', 'privat') as regi)
        from {extract('mottagningar', 'clinic name alias provider regi municipality opened closed')}""")
    make("names", """select n, any(clinic) clinic, any(provider) provider, any(regi) regi,
        any(municipality) municipality from (
        select clinic, provider, regi, municipality, lowerUTF8(arrayJoin(arrayConcat(
            [clinic, name], splitByChar('|', alias)))) n from clinics) group by n""")
    make("links0", f"""select {patient('f', 'd')} f, {patient('t', 'd')} to
        from {extract('lankar', 'f t d')}""")
    for i in range(3):  # chains of up to 2^3 links
        make(f"links{i + 1}", f"""select l.f f, if(n.f = '', l.to, n.to) to
            from links{i} l left join links{i} n on l.to = n.f""")
    make("contacts", f"""select clinic, provider, regi, municipality, month, typ, diag,
            if(l.f = '', own, l.to) patient
        from (
            select n.clinic clinic, n.provider provider, n.regi regi,
                n.municipality municipality, substr(day, 1, 7) month, typ,
                replaceAll(if(diag <> '', diag, splitByRegexp('[ ,]', bi)[1]), '.', '') diag,
                {patient('pid', 'day')} own
            from (select * from {extract('fys002', CONTACTS)} limit 1 by kid) c
            join names n on lowerUTF8(c.mott) = n.n
            where status = 'Genomförd' and typ not in ('', 'Chatt') and day {YEAR}) v
        left join links3 l on l.f = v.own""")
    make("diagnoses", """select diag, if(max(fits) = 0, 'other', argMax(name, fits)) diagnosis_group
        from (select diag, if(substr(code, 1, len) between low and high, len, 0) fits, name
            from (select distinct diag, if(length(diag) = 3, concat(diag, '9'), diag) code
                from contacts where diag <> '') d cross join ranges)
        group by diag""")
    make("patients", """select regi, provider, clinic, patient, count() n
        from contacts where substr(patient, 9, 2) not in ('SP', 'SL')
        group by regi, provider, clinic, patient""")
    make("far", f"""select n.regi regi, n.clinic clinic, bid from (
        select * from {extract('vuf01', 'bid day pid mott kva status')} limit 1 by bid, kva) v
        join names n on lowerUTF8(v.mott) = n.n
        where has(splitByRegexp('[ ,]', kva), 'DV200') and status = 'Genomförd' and day {YEAR}""")
    make("guarantee", f"""select n.regi regi, n.provider provider, n.clinic clinic,
            bday <> '' and dateDiff('day', toDate32OrZero(cday), toDate32OrZero(bday))
                between 0 and 3 as in_time
        from (select * from {extract('t002', 'kid pid mott cday bday covered chose done')}
            limit 1 by kid) t
        join names n on lowerUTF8(t.mott) = n.n
        where covered = 'J' and (chose <> 'J' or in_time) and done = 'J' and cday {YEAR}""")
    make("staffing", f"""select n.clinic clinic, n.provider provider, n.regi regi,
            n.municipality municipality, toDecimal64(replaceAll(fte, ',', '.'), 2) fte,
            toDecimal64(replaceAll(graduate, ',', '.'), 2) graduate
        from {extract('resurs', 'month mott fte graduate')} r
        join names n on lowerUTF8(r.mott) = n.n""")


SCOPES = ["", "regi", "provider", "clinic"]


def tell(name, by, value, source):
    keys = ", ".join(by.split("+")) if by else ""
    sql = f"select {keys + ', ' if by else ''}{value} from {source}"
    for *key, figure in rows(sql + (f" group by {keys}" if by else "")):
        if float(figure):
            print(name, by, "+".join(key), f"{float(figure):.10g}", sep="|")


def main():
    prepare()
    for by in SCOPES + ["municipality", "month", "provider+month"]:
        tell("visits", by, "count()", "contacts")
    tell("visits", "contact_type", "count()", """(select transform(typ,
        ['Enskilt nybesök', 'Enskilt återbesök', 'Gruppbesök', 'Telefonsamtal', 'Videobesök'],
        ['first_visit', 'return_visit', 'group', 'phone', 'video'], 'chat') contact_type
        from contacts)""")
    tell("visits", "diagnosis_group", "count()", "contacts join diagnoses using (diag)")
    for by in SCOPES:
        tell("unique_patients", by, "uniqExact(patient)", "patients")
    for by in ["", "provider", "clinic"]:
        of = by + ", " if by else ""
        tell("patients_by_visits", by + "+visits" if by else "visits", "count()",
             f"""(select {of}multiIf(n > 20, '21-', n > 10, '11-20', n > 5, '6-10',
                toString(n)) visits from (select {of}sum(n) n from patients group by {of}patient))""")
    for by in ["", "regi", "clinic"]:
        tell("far", by, "uniqExact(bid)", "far")
    for by in SCOPES:
        tell("guarantee_contacts", by, "count()", "guarantee")
        tell("guarantee_within_3_days", by, "sum(in_time)", "guarantee")
    for by in SCOPES + ["municipality"]:
        tell("fte", by, "round(toFloat64(sum(fte)), 2)", "staffing")
    for by in SCOPES:
        tell("visits_requirement", by, """if(sum(fte) > 0, round(1200 *
            (toFloat64(sum(fte)) - 0.2 * toFloat64(sum(graduate))) / toFloat64(sum(fte)), 3), 0)""",
             "staffing")
    for by in ["", "regi", "municipality"]:
        tell("clinics_open", by, "uniqExact(clinic)", """(select * from clinics
            where opened <= '2025-12-31' and (closed = '' or closed > '2025-12-31'))""")


def group(sql, settings=""):
    sys.stdout.write(run(sql, settings))


def write(sql, settings=""):
    run(f"insert into function file('{out}', 'JSONEachRow') {sql}", settings)


def dedupe():
    files = path.split(",")
    source = " union all ".join(f"select * from file('{file}', 'JSONEachRow')" for file in files)
    write(f"select * from ({source}) limit 1 by contact_id")


jobs = {
    "filter": lambda: write(f"""select *, toBool(ifNull(status = 'done'
        and contact_type <> 'phone', 0)) visit from file('{path}', 'JSONEachRow')"""),
    "csv": lambda: group(f"""select mott, count(), uniqExact(pid)
        from {csv(path, CONTACTS)} group by mott""", CSV),
    "ndjson": lambda: group(f"""select clinic, count(), uniqExact(patient)
        from file('{path}', 'JSONEachRow') group by clinic"""),
    "convert": lambda: write(f"select * from {csv(path, CONTACTS)}", CSV),
    "dedupe": dedupe,
    "main": main,
    "main-gzip": main,
    "start": lambda: print(rows("select 1")[0][0]),
    "version": lambda: print(rows("select version()")[0][0]),
}
jobs[job]()
