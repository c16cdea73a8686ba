"""Small made-up publications of each kind of table, with the headings that the real ones print."""

import gzip
import io
import json
import zipfile
from datetime import datetime, timedelta
from html import escape

import xlsxwriter

from tests.engine.workbook.small_sitrep import sheets

AREAS = [("E06000001", "Ayton"), ("E06000002", "Beeton"), ("E06000003", "Seaton")]


def csv_of(rows):
    return "".join(",".join(map(str, row)) + "\n" for row in rows).encode()


def planned_spend():
    heading = [
        "Code",
        "LA_name",
        "Bed based intermediate Care Services",
        "Reablement in a persons own home",
        "LA_code.x",
        "region_name",
        "date",
        "over_65_pop.x",
        "episodes_over65",
        "population",
    ]
    rows = [
        [
            code,
            name,
            900_000 + 1_000 * n,
            600_000 + 500 * n,
            code,
            "North",
            "2023-03-31",
            18_000 + n,
            300 + n,
            70_000 + n,
        ]
        for n, (code, name) in enumerate(AREAS)
    ]
    total = [
        "Total",
        "Total",
        *(sum(row[column] for row in rows) for column in (2, 3)),
        "NA",
        "NA",
        "2023-03-31",
        *["NA"] * 3,
    ]
    return csv_of([heading, *rows, total])


def oflog():
    heading = (
        "Financial year,Local authority code,Local authority name,Region,Measure,Code,Value,MEDIAN,MADs_from_median"
    )
    return csv_of(
        [
            heading.split(","),
            *(
                [f"20{year}-{year + 1}", code, name, "North", "A measure", f"ASC{kind}", year + n + kind / 10, year, 0]
                for year in range(16, 22)
                for n, (code, name) in enumerate(AREAS)
                for kind in range(1, 8)
            ),
        ]
    )


def ready_date_councils():
    heading = (
        "utla_code,utla_name,month,total_discharges,same_day_count,same_day_percent,delayed_count,delayed_percent,"
        "bed_days_after_drd,average_days_after_drd_excluding_zero"
    )
    months = ["Apr 2024", "May 2024", "Jun 2024", "Jul 2024"]
    rows = [[code, name, month, 200, 180, 90.0, 20, 10.0, 60, 3.0] for code, name in AREAS for month in months]
    return csv_of([heading.split(","), *rows])


def daily_criteria():
    rows = [[f"R{n}A", f"2024-01-{day:02d}", f"{100 + n + day}.0"] for n in range(6) for day in range(1, 15)]
    return csv_of([["nhs_trust22_code", "date", "do_not_meet_criteria_to_reside"], *rows])


def daily_boards():
    rows = [
        [f"E5400000{n}", f"2024-01-{day:02d}", 10 + n, 5 + day, 15 + n + day] for n in range(6) for day in range(1, 15)
    ]
    heading = "icb22_code,date,discharged_by_1700,discharged_between_1701_2359,discharged_total"
    return csv_of([heading.split(","), *rows])


def daily_discharged():
    heading = "nhs_trust22_code,date,discharged_by_1700,discharged_between_1701_2359,discharged_total"
    rows = [[f"R{n}A", f"2024-01-{day:02d}", n + day, day, n + 2 * day] for n in range(6) for day in range(1, 15)]
    return csv_of([heading.split(","), *rows])


def board_criteria():
    rows = [[f"E5400000{n}", f"2024-01-{day:02d}", 100 + n + day] for n in range(6) for day in range(1, 15)]
    return csv_of([["icb22_code", "date", "do_not_meet_criteria_to_reside"], *rows])


def acute_series():
    """England by day and by week, as the one workbook of series prints it."""
    leave = "Number of patients who no longer meet the criteria to reside"
    stay = "Number of patients remaining in hospital who no longer meet the criteria to reside"
    days = [[None, datetime(2024, 1, day), 90 + 3 * day, 30 + day, 60 + 2 * day, 20 + day, 10] for day in range(1, 29)]
    bed_days = "Number of additional bed days, patients with length of stay of {}+ days"
    reasons = ["Awaiting Diagnostic test", "Awaiting transport"]
    weeks = [
        [None, datetime(2023, 10, 2) + timedelta(days=7 * n), 300 + n, 200 + n, 100 + n, 5 + n, 7] for n in range(16)
    ]
    over = [None] * 5
    return xlsx_of(
        {
            "Cover Sheet": [
                [None, "Title:", "Acute Daily Discharge Situation Report"],
                [None, "Period:", datetime(2023, 10, 1), "-", datetime(2024, 1, 31)],
                [None, "Published:", datetime(2024, 2, 8)],
            ],
            "Contents": [
                [None, "Contents"],
                [None, "Daily Series", "National daily metrics from January 2024"],
                [None, "Weekly Series", "National weekly metrics from October 2023"],
            ],
            "Daily Series": [
                [None, "Daily Series: National daily metrics from January 2024"],
                [*over, "Number of patients discharged"],
                [None, "Date", leave, "Number of patients discharged", stay,
                 "P0 - Domestic home without reablement support", "P1 - Domestic home with reablement support"],
                *days,
            ],
            "Weekly Series": [
                [None, "Weekly Series: National weekly metrics from October 2023"],
                [*over, "Number of patients delayed by reason with a length of stay of 14+ days"],
                [None, "Week commencing", *(bed_days.format(stay) for stay in (7, 14, 21)), *reasons],
                *weeks,
            ],
        }
    )  # fmt: skip


def delay_reasons():
    reasons = [
        "Hospital process – Awaiting therapy review of need for supported discharge",
        "Wellbeing concerns – Ongoing safeguarding concern",
        "Care transfer hub process– Awaiting necessary referrals by care transfer hub",
    ]
    rows = [
        [f"Trust {n}", f"R{n}A", f"2024-{month:02d}-01", reason, f"{n + month}.0"]
        for n in range(6)
        for month in range(6, 13)
        for reason in reasons
    ]
    heading = ["nhs_trust22_name", "nhs_trust22_code", "date", "delay_reason", "delay_count"]
    return gzip.compress(csv_of([heading, *rows]), mtime=0)


def last_delays():
    rows = [[f"R{n:02d}", 80 + n, 40 + n] for n in range(40)]
    return csv_of([["provider_code", "nhs_dtoc_days", "social_care_dtoc_days"], *rows, ["NA", "NA", "NA"]])


def ready_date():
    months = [
        {"month": month, "total_discharges": 200, "same_day_count": 180, "delayed_count": 20, "delayed_percent": 10.0,
         "bed_days_after_drd": 60, "average_days_after_drd_excluding_zero": 3.0}
        for month in ("Jan 2025", "Feb 2025", "Mar 2025")
    ]  # fmt: skip
    england = {"code": "ENGLAND", "name": "England", "region": None, "monthly": months}
    board = {"code": "QAA", "name": "North", "region": "North", "monthly": months}
    return json.dumps({"publication": "Discharge Ready Date", "england": england, "icbs": [board]}).encode()


def community():
    """The acute report's blocks under the community report's title and labels."""
    rows = sheets()
    rows["Cover Sheet"][0][2] = "Community Discharge Situation Report"
    return xlsx_of(rows)


def xlsx_of(sheets):
    """Rows by sheet name as a workbook, days as Excel keeps them."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    return made.getvalue()


def outcomes():
    """Two measures of the outcomes framework as an OpenDocument spreadsheet."""
    years = [f"20{year} to 20{year + 1}" for year in range(15, 25)]
    heading = ["Local authority code", "Local authority", "ONS area code", *(f"{year} - outcome" for year in years)]
    lines = [
        [str(700 + n), name, code, *(15 + n + y / 10 for y in range(9)), "[x]"] for n, (code, name) in enumerate(AREAS)
    ]
    england = ["England", "England", "E92000001", *(17 + y / 10 for y in range(10))]
    cover = [["Measures from the adult social care outcomes framework (ASCOF), England"]]
    return ods_of({"Cover": cover, "Table_1a": [heading, england, *lines], "Table_1b": [heading, england, *lines]})


def ods_of(sheets):
    """Rows by sheet name as an OpenDocument spreadsheet."""
    tables = "".join(
        f'<table:table table:name="{name}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("content.xml", content)
        package.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>',
        )
    return made.getvalue()


def _ods_row(row):
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell):
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    )


FILES = {
    "bcf-planned-spend": ("planned.csv", planned_spend),
    "oflog-adult-social-care": ("oflog.csv", oflog),
    "ascof": ("ascof.ods", outcomes),
    "discharge-ready-date": ("ready.json", ready_date),
    "discharge-ready-date-councils": ("councils.csv", ready_date_councils),
    "discharge-daily-trust-criteria": ("criteria.csv", daily_criteria),
    "discharge-daily-icb-discharged": ("boards.csv", daily_boards),
    "discharge-daily-trust-discharged": ("discharged.csv", daily_discharged),
    "discharge-daily-icb-criteria": ("board-criteria.csv", board_criteria),
    "discharge-acute-series": ("series.xlsx", acute_series),
    "discharge-delay-reasons": ("reasons.csv.gz", delay_reasons),
    "discharge-community": ("community.xlsx", community),
    "dtoc-by-trust": ("delays.csv", last_delays),
}
