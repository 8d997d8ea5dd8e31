"""Reads a workbook with openpyxl and prints every cell with its type."""
import sys

from openpyxl import load_workbook

book = load_workbook(sys.argv[1])
for sheet in book:
    print("#", sheet.title, sheet.freeze_panes, sheet.auto_filter.ref)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                assert cell.data_type != "f", cell.coordinate
                print(cell.coordinate, cell.data_type, repr(cell.value), cell.number_format)
