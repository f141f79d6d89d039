#!/usr/bin/python3
"""cells.py FILE.fods...: the cells of flat OpenDocument spreadsheets, a row a
line: SHEET TAB ROW, then for each cell TAB and its type, a colon and its value
as it is kept, or its text. A cell with a formula is of type "formula"."""
import sys
import xml.etree.ElementTree as tree

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MOST = 100  # repeated cells and rows: empty ones fill the sheet


def cell(of):
    kind = of.get(OFFICE + "value-type", "")
    text = "\n".join("".join(p.itertext()) for p in of.iter(TEXT + "p"))
    if of.get(TABLE + "formula"):
        kind = "formula"
    return f"{kind}:{of.get(OFFICE + 'value', text)}"


def rows(sheet):
    for row in sheet.iter(TABLE + "table-row"):
        cells = []
        for of in row:
            repeated = int(of.get(TABLE + "number-columns-repeated", 1))
            cells += [cell(of)] * min(repeated, MOST)
        while cells and cells[-1] == ":":
            cells.pop()
        times = int(row.get(TABLE + "number-rows-repeated", 1))
        for _ in range(min(times, MOST)):
            yield cells


for path in sys.argv[1:]:
    for sheet in tree.parse(path).getroot().iter(TABLE + "table"):
        for number, cells in enumerate(rows(sheet), 1):
            if cells:
                print(sheet.get(TABLE + "name"), number, *cells, sep="\t")
