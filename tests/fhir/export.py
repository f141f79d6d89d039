#!/usr/bin/python3
"""Write the contacts of a folder of extracts as a FHIR R4 bulk export.

export.py EXTRACTS OUT: fys002.csv and mottagningar.csv in; Encounter (two
files, one packed), Condition, Procedure, Patient, Organization,
PractitionerRole and Appointment out, in a shuffled order. What FHIR leaves
open is written in several ways: diagnoses ranked by the encounter or naming
it, times in UTC or with an offset, clinics by reference, identifier or name.

It knows nothing of the reader: Swedish time is that of the tz database.
"""
import csv
import datetime
import gzip
import hashlib
import json
import os
import random
import re
import sys
import zoneinfo

SWEDEN = zoneinfo.ZoneInfo("Europe/Stockholm")
CODES = "http://example.org/fhir/CodeSystem/"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
TERMS = "http://terminology.hl7.org/CodeSystem/"
ICD = ["urn:oid:1.2.752.116.1.1.1", "http://hl7.org/fhir/sid/icd-10-se"]
KVA = "urn:oid:1.2.752.116.1.3.2.1.4"
TYPES = {
    "Enskilt nybesök": ("nybesok", "AMB"),
    "Enskilt återbesök": ("aterbesok", "AMB"),
    "Gruppbesök": ("grupp", "AMB"),
    "Telefonsamtal": ("telefon", "VR"),
    "Videobesök": ("video", "VR"),
    "Chatt": ("chatt", "VR"),
}
PERSONS = {
    "personnummer": ["urn:oid:1.2.752.129.2.1.3.1",
                     "http://electronichealth.se/identifier/personnummer"],
    "samordningsnummer": ["urn:oid:1.2.752.129.2.1.3.3",
                          "http://electronichealth.se/identifier/samordningsnummer"],
    "reserve": ["http://electronichealth.se/identifier/nationelltReservnummer",
                "urn:oid:1.2.752.97.3.1.3"],
}


def die_of(text):
    """A number from a text, the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def kind_of(person):
    digits = re.sub("[-+]", "", person)
    if not digits.isdigit():
        return "reserve"
    return "samordningsnummer" if digits[-6] in "6789" else "personnummer"


def start_of(contact, day):
    """Some time of that day in Sweden, also its first and last minutes."""
    die = die_of(contact + "time")
    minutes = [0, 1, 59, 60 * 8 + die % 500, 60 * 22 + 30, 60 * 23,
               60 * 23 + 59][die % 7]
    local = datetime.datetime.fromisoformat(day) + datetime.timedelta(
        minutes=minutes)
    local = local.replace(tzinfo=SWEDEN)
    if die // 7 % 4 == 0:
        return local.isoformat()
    return local.astimezone(datetime.timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


class Export:
    def __init__(self):
        self.files = {}
        self.ids = set()

    def add(self, resource, file=None):
        self.files.setdefault(file or resource["resourceType"], []).append(
            resource)

    def once(self, resource):
        key = resource["resourceType"], resource["id"]
        if key not in self.ids:
            self.ids.add(key)
            self.add(resource)
        return {"reference": "/".join(key)}

    def patient(self, person):
        kind = kind_of(person)
        die = die_of(person)
        identifiers = [
            {"system": "http://example.org/journal", "value": str(die)},
            {"system": PERSONS[kind][die % 2], "value": person},
        ]
        return self.once({
            "resourceType": "Patient",
            "id": "p" + hashlib.sha256(person.encode()).hexdigest()[:20],
            "meta": {"versionId": "1",
                     "lastUpdated": "2026-01-02T03:04:05.678+01:00"},
            "identifier": identifiers if die % 3 else identifiers[::-1],
        })

    def role(self, profession):
        return self.once({
            "resourceType": "PractitionerRole",
            "id": "r" + hashlib.sha256(profession.encode()).hexdigest()[:8],
            "code": [{"text": profession}],
        })

    def clinic(self, name, clinics):
        clinic = clinics.get(name)
        if clinic is None:
            return {"display": name}
        return self.once({
            "resourceType": "Organization", "id": "o-" + clinic,
            "identifier": [{"system": CODES + "mottagning", "value": clinic}],
            "name": name,
        })

    def conditions(self, encounter, codes, first, subject, die):
        """first is the rank of the first one: 2 without a main diagnosis."""
        listed = len(codes) > 1 or first > 1 or die % 3 == 0
        is_split = die % 5 == 0  # the Conditions do not name the encounter
        ranked = []
        for i, code in enumerate(codes):
            condition = {
                "resourceType": "Condition", "id": f"{encounter['id']}-d{i}",
                "code": {"coding": [
                    {"system": "http://snomed.info/sct", "code": "404684003"},
                    {"system": ICD[(die + i) % 2], "code": code}]},
                "subject": subject,
            }
            if not listed or not is_split:
                condition["encounter"] = {
                    "reference": "Encounter/" + encounter["id"]}
            self.add(condition)
            ranked.append({
                "condition": {"reference": "Condition/" + condition["id"]},
                "rank": first + i})
        if listed and ranked:
            if die % 2:
                ranked.reverse()
            encounter["diagnosis"] = ranked

    def contact(self, row, clinics):
        contact = row["KontaktId"]
        die = die_of(contact)
        subject = self.patient(row["Personnummer"])
        code, act = TYPES.get(row["Kontakttyp"], (None, "AMB"))
        start = start_of(contact, row["Kontaktdatum"])
        encounter = {
            "resourceType": "Encounter", "id": contact,
            "meta": {"versionId": "2"},
            "status": {"Genomförd": "finished"}.get(row["Status"], "cancelled"),
            "class": {"system": ACT, "code": act},
            "subject": subject,
            "period": {"start": start},
            "serviceProvider": self.clinic(row["Mottagning"], clinics),
        }
        if code:
            encounter["type"] = [{"coding": [
                {"system": CODES + "kontakttyp", "code": code}]}]
        if row.get("Yrkeskategori"):
            encounter["participant"] = [
                {"individual": self.role(row["Yrkeskategori"])}]
        if row["Status"] == "Uteblivet":
            encounter["appointment"] = [self.once({
                "resourceType": "Appointment", "id": "a-" + contact,
                "status": "noshow",
                "participant": [{"actor": subject, "status": "accepted"}],
            })]
        codes = [row["Huvuddiagnos"]] if row["Huvuddiagnos"] else []
        codes += re.split("[ ,]+", row["Bidiagnoser"]) if row[
            "Bidiagnoser"] else []
        first = 1 if row["Huvuddiagnos"] else 2
        self.conditions(encounter, codes, first, subject, die)
        for i, code in enumerate(re.split("[ ,]+", row["KvåKoder"])):
            if code:
                self.add({
                    "resourceType": "Procedure", "id": f"{contact}-m{i}",
                    "status": "completed",
                    "code": {"coding": [{"system": KVA, "code": code}]},
                    "subject": subject,
                    "encounter": {"reference": "Encounter/" + contact},
                })
        self.add(encounter, "Encounter" if die % 2 else "Encounter-2")

    def again(self, row):
        """A contact that comes twice: its first row is the newest version."""
        self.add({
            "resourceType": "Encounter", "id": row["KontaktId"],
            "meta": {"versionId": "1"}, "status": "planned",
            "class": {"system": ACT, "code": "AMB"},
        })


def main(extracts, out):
    clinics = {}
    for row in rows_of(os.path.join(extracts, "mottagningar.csv")):
        for name in [row["Namn"]] + row["Alias"].split("|"):
            clinics[name] = row["MottagningsId"]
    export, seen = Export(), set()
    for row in rows_of(os.path.join(extracts, "fys002.csv")):
        if row["KontaktId"] in seen:
            export.again(row)
        else:
            seen.add(row["KontaktId"])
            export.contact(row, clinics)
    os.makedirs(out)
    for name, resources in export.files.items():
        random.Random(name).shuffle(resources)
        text = "".join(
            json.dumps(resource, ensure_ascii=False, separators=(",", ":"))
            + "\n" for resource in resources).encode()
        if name == "Encounter-2":
            with open(os.path.join(out, name + ".ndjson.gz"), "wb") as file:
                file.write(gzip.compress(text, 6, mtime=0))
        else:
            with open(os.path.join(out, name + ".ndjson"), "wb") as file:
                file.write(text)


main(*sys.argv[1:])
