"""The jobs of the benchmark by Polars: polars_jobs.py JOB FILE|DIR [OUT]

Lazy frames, two threads. No value is checked. Answers are printed as lines of
NAME|BY|KEY|VALUE.
"""

import json
import os
import sys

os.environ["POLARS_MAX_THREADS"] = "2"
import polars as pl

job, path = sys.argv[1:3]
out = sys.argv[3] if len(sys.argv) > 3 else None
CONTACTS = "kid day pid mott typ status diag bi kva yrke"
FIRST, LAST = "2025-01-01", "2025-12-31"
gz = ".gz" if job == "main-gzip" else ""


def csv(file, columns):
    schema = {column: pl.String for column in columns.split()}
    return pl.scan_csv(file, separator=";", schema=schema, has_header=False, skip_rows=1,
                       empty_string_is_null=False)


def extract(name, columns):
    return csv(f"{path}/{name}.csv{gz}", columns)


def patient(pid, day):
    """A person id as it stands in the figures: twelve characters."""
    pid, day = pl.col(pid), pl.col(day)
    s = pid.str.replace_all("[-+]", "")
    dd = s.str.slice(4, 2).cast(pl.Int32, strict=False)
    birth = (pl.lit("20") + s.str.slice(0, 4) + pl.when(dd > 60)
             .then(dd - 60).otherwise(dd).cast(pl.String).str.zfill(2))
    later = (pl.lit("20") + s.str.slice(0, 2)) > day.str.slice(0, 4)
    century = (
        pl.when(pid.str.contains("+", literal=True) & later).then(pl.lit("18"))
        .when(pid.str.contains("+", literal=True)).then(pl.lit("19"))
        .when(birth > day.str.replace_all("-", "")).then(pl.lit("19"))
        .otherwise(pl.lit("20")))
    return pl.when(s.str.len_chars() == 10).then(century + s).otherwise(s)


def prepare():
    clinics = extract("mottagningar",
                      "clinic name alias provider regi municipality opened closed"
                      ).with_columns(regi=pl.when(pl.col.regi == "Egen regi")
                                     .then(pl.lit("egen")).otherwise(pl.lit("privat"))
                                     ).collect()
    of = ["clinic", "provider", "regi", "municipality"]
    names = pl.concat([
        clinics.select(*of, n=pl.col.clinic), clinics.select(*of, n=pl.col.name),
        clinics.select(*of, n=pl.col.alias.str.split("|")).explode("n"),
    ]).with_columns(pl.col.n.str.to_lowercase()).unique("n", keep="any").lazy()

    def at_clinic(frame):
        return frame.with_columns(n=pl.col.mott.str.to_lowercase()).join(names, on="n")

    links = extract("lankar", "f t d").select(
        f=patient("f", "d"), to=patient("t", "d")).collect()
    for _ in range(3):  # chains of up to 2^3 links
        links = links.join(links.rename({"f": "to", "to": "last"}), on="to",
                           how="left").select("f", to=pl.coalesce("last", "to"))
    contacts = at_clinic(
        extract("fys002", CONTACTS).unique("kid", keep="any")
        .filter(pl.col.status == "Genomförd", ~pl.col.typ.is_in(["", "Chatt"]),
                pl.col.day.is_between(pl.lit(FIRST), pl.lit(LAST)))
    ).select(
        *of, "typ", month=pl.col.day.str.slice(0, 7), own=patient("pid", "day"),
        diag=pl.when(pl.col.diag != "").then(pl.col.diag)
        .otherwise(pl.col.bi.str.replace_all(",", " ").str.split(" ").list.first())
        .str.replace_all(".", "", literal=True),
    ).join(links.lazy(), left_on="own", right_on="f", how="left"
           ).with_columns(patient=pl.coalesce("to", "own")).drop("to", "own").collect()

    with open(os.environ["RULES"], encoding="utf-8") as file:
        rules = json.load(file)
    ranges = []
    for group in rules["diagnosis_groups"]:
        for code in group["codes"]:
            low, _, high = code.replace(".", "").partition("-")
            ranges.append((group["name"], low, high or low))

    def group_of(diagnosis):
        code = diagnosis + "9" if len(diagnosis) == 3 else diagnosis
        found = [(len(low), name) for name, low, high in ranges
                 if low <= code[:len(low)] <= high]
        return max(found)[1] if found else "other"

    codes = contacts["diag"].unique().drop_nulls()
    codes = codes.filter(codes != "")
    diagnoses = pl.DataFrame({"diag": codes, "diagnosis_group": [
        group_of(code) for code in codes]}, schema={
            "diag": pl.String, "diagnosis_group": pl.String})
    far = at_clinic(
        extract("vuf01", "bid day pid mott kva status").unique(["bid", "kva"], keep="any")
        .filter(pl.col.status == "Genomförd",
                pl.col.kva.str.replace_all(",", " ").str.split(" ").list.contains("DV200"),
                pl.col.day.is_between(pl.lit(FIRST), pl.lit(LAST)))
    ).select("regi", "clinic", "bid").collect()
    wait = (pl.col.bday.str.to_date("%Y-%m-%d", strict=False)
            - pl.col.cday.str.to_date("%Y-%m-%d", strict=False)).dt.total_days()
    guarantee = at_clinic(
        extract("t002", "kid pid mott cday bday covered chose done")
        .unique("kid", keep="any")
        .with_columns(in_time=wait.is_between(0, 3).fill_null(False))
        .filter(pl.col.covered == "J", (pl.col.chose != "J") | pl.col.in_time,
                pl.col.done == "J", pl.col.cday.is_between(pl.lit(FIRST), pl.lit(LAST)))
    ).select(*of, "in_time").collect()
    staffing = at_clinic(extract("resurs", "month mott fte graduate")).with_columns(
        pl.col("fte", "graduate").str.replace(",", ".").cast(pl.Decimal(12, 2))).collect()
    return clinics, contacts, diagnoses, far, guarantee, staffing


def tell(name, by, value, frame):
    keys = by.split("+") if by else []
    found = (frame.group_by(keys).agg(value=value) if keys
             else frame.select(value=value))
    for *key, figure in found.rows():
        if figure:
            print(name, by, "+".join(key), f"{float(figure):.10g}", sep="|")


def main():
    clinics, contacts, diagnoses, far, guarantee, staffing = prepare()
    scopes = ["", "regi", "provider", "clinic"]
    for by in scopes + ["municipality", "month", "provider+month"]:
        tell("visits", by, pl.len(), contacts)
    types = {"Enskilt nybesök": "first_visit", "Enskilt återbesök": "return_visit",
             "Gruppbesök": "group", "Telefonsamtal": "phone", "Videobesök": "video"}
    tell("visits", "contact_type", pl.len(), contacts.select(
        contact_type=pl.col.typ.replace_strict(types, default="chat")))
    tell("visits", "diagnosis_group", pl.len(), contacts.join(diagnoses, on="diag"))
    people = contacts.filter(~pl.col.patient.str.contains("^.{8}(SP|SL)"))
    for by in scopes:
        tell("unique_patients", by, pl.col.patient.n_unique(), people)
    for by in ["", "provider", "clinic"]:
        of = [by] if by else []
        n = pl.col.n
        bins = people.group_by(*of, "patient").agg(n=pl.len()).with_columns(
            visits=pl.when(n > 20).then(pl.lit("21-")).when(n > 10).then(pl.lit("11-20"))
            .when(n > 5).then(pl.lit("6-10")).otherwise(n.cast(pl.String)))
        tell("patients_by_visits", "+".join([*of, "visits"]), pl.len(), bins)
    for by in ["", "regi", "clinic"]:
        tell("far", by, pl.col.bid.n_unique(), far)
    for by in scopes:
        tell("guarantee_contacts", by, pl.len(), guarantee)
        tell("guarantee_within_3_days", by, pl.col.in_time.sum(), guarantee)
    fte, graduate = pl.col.fte.sum().cast(pl.Float64), pl.col.graduate.sum().cast(pl.Float64)
    for by in scopes + ["municipality"]:
        tell("fte", by, fte.round(2), staffing)
    for by in scopes:
        tell("visits_requirement", by, pl.when(fte > 0).then(
            (1200 * (fte - 0.2 * graduate) / fte).round(3)), staffing)
    still_open = clinics.filter(pl.col.opened <= LAST,
                                (pl.col.closed == "") | (pl.col.closed > LAST))
    for by in ["", "regi", "municipality"]:
        tell("clinics_open", by, pl.col.clinic.n_unique(), still_open)


def group(frame, by, patient):
    for row in frame.group_by(by).agg(
            pl.len(), pl.col(patient).n_unique().alias("patients")).collect().rows():
        print(*row, sep="\t")


def ndjson():
    return pl.scan_ndjson(path, infer_schema_length=10000)


jobs = {
    "filter": lambda: ndjson().with_columns(
        visit=((pl.col.status == "done") & (pl.col.contact_type != "phone"))
        .fill_null(False)).sink_ndjson(out),
    "csv": lambda: group(csv(path, CONTACTS), "mott", "pid"),
    "ndjson": lambda: group(ndjson(), "clinic", "patient"),
    "convert": lambda: csv(path, CONTACTS).sink_ndjson(out),
    "dedupe": lambda: pl.scan_ndjson(path.split(","), infer_schema_length=10000)
    .unique("contact_id", keep="any").sink_ndjson(out),
    "main": main,
    "main-gzip": main,
    "start": lambda: print(pl.select(pl.lit(1)).item()),
    "version": lambda: print(pl.__version__),
}
jobs[job]()
