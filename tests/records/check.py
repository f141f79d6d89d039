#!/usr/bin/python3
"""Hold streams against pipelines/schemas/records.schema.json.

check.py [--only KIND,...] FILE...: prints what does not hold, no more than 5
lines a kind, and for each kind how many records held. A kind that the schema
does not have is told, unless --only says which ones are looked at. A member
that a kind's schema does not name is told as well, where the schema has no word
on others: what our own programs make is known in full.
"""
import collections
import json
import sys

import jsonschema

SCHEMA = json.load(open("pipelines/schemas/records.schema.json"))
jsonschema.Draft202012Validator.check_schema(SCHEMA)


class Kind:
    """What holds for a kind: for each member by itself, so that the same
    value is looked at once."""

    def __init__(self, schema):
        assert set(schema) <= {
            "title", "type", "required", "properties", "additionalProperties"
        }, "a kind has constraints that this does not look at"
        self.required = schema["required"]
        others = schema.get("additionalProperties", False)
        self.others = self.checks(others)
        self.members = {
            name: self.checks(member)
            for name, member in schema["properties"].items()
        }
        self.seen = {}

    @staticmethod
    def checks(schema):
        if schema is not False and schema is not True:
            schema = {"$defs": SCHEMA["$defs"], "allOf": [schema]}
        return jsonschema.Draft202012Validator(schema)

    def wrong(self, name, value):
        key = name, type(value), float if type(value) is float else repr(value)
        if key not in self.seen:
            checks = self.members.get(name, self.others)
            self.seen[key] = [e.message[:200] for e in checks.iter_errors(value)]
        return self.seen[key]

    def amiss(self, record):
        for name in self.required:
            if name not in record:
                yield f"{name}: is not there"
        for name, value in record.items():
            for message in self.wrong(name, value):
                yield f"{name}: {message}"


def main(words):
    kinds = {
        name: Kind(schema)
        for name, schema in SCHEMA["$defs"].items()
        if "record" in schema.get("properties", {})
    }
    only = None
    if words[0] == "--only":
        only = words[1]
        kinds = {name: kinds[name] for name in only.split(",")}
        words = words[2:]
    held, told = collections.Counter(), collections.Counter()
    for path in words:
        for number, line in enumerate(open(path, errors="replace"), 1):
            try:
                record = json.loads(line)
            except ValueError:
                continue
            kind = record.get("record") if isinstance(record, dict) else None
            if not isinstance(kind, str) or kind not in kinds:
                if only is None and kind is not None:
                    told[str(kind)] += 1
                    if told[str(kind)] <= 5:
                        print(f"{path}:{number}: {kind}: no such kind")
                continue
            wrong = list(kinds[kind].amiss(record))
            held[kind] += not wrong
            for what in wrong:
                told[kind] += 1
                if told[kind] <= 5:
                    print(f"{path}:{number}: {kind}: {what}")
    for kind, count in sorted(held.items()):
        print(f"# {count} {kind}", file=sys.stderr)
    return 1 if told or not held else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
