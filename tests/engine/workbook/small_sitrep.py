"""A made-up discharge situation report of February 2023, two regions, three boards and four trusts, whose sums hold."""

from commonweal.observations.layouts import layouts

REGIONS = {"NORTH": [("QAA", "RA1"), ("QAA", "RA2")], "SOUTH": [("QBB", "RB1"), ("QCC", "RC1")]}
DAYS = [f"2023-02-{day:02d}" for day in range(1, 29)]
OUTCOMES = [
    "Number of patients who no longer meet the criteria to reside",
    "Number of patients discharged",
    "Number of patients remaining in hospital who no longer meet the criteria to reside",
]
STAYS = [f"Number of additional bed days, patients with length of stay of {days}+ days" for days in (7, 14, 21)]
LAYOUT = next(layout for layout in layouts() if layout.id == "discharge-acute")
DESTINATIONS, REASONS = (list(LAYOUT.dimensions[name].terms) for name in ("destination", "reason"))


def sheets():
    """Rows by sheet name."""
    trusts = [trust for places in REGIONS.values() for _, trust in places]
    daily = {}
    for number, trust in enumerate(trusts):
        row = []
        for day in range(28):
            discharged, remaining = (number * 7 + day * 3) % 11 + number, (number * 5 + day) % 13 + 20
            row += [discharged + remaining, discharged, remaining]
        daily[trust] = row
    bed_days = {trust: [100 + n, 80 + n * 2, 50 + n * 3] for n, trust in enumerate(trusts)}
    homes = {trust: [300 + n * place for place in range(12)] for n, trust in enumerate(trusts)}
    reasons = {trust: [1.25 * place + n for place in range(18)] for n, trust in enumerate(trusts)}
    days = [cell for day in DAYS for cell in (day, "", "")]
    return {
        "Cover Sheet": [
            ["", "Title:", "Acute Daily Discharge Situation Report"],
            ["", "Period:", "2023-02-01", "-", "2023-02-28"],
            ["", "Published:", "2023-03-09"],
        ],
        "Table 1": [
            ["", "Table 1: Number of organisations"],
            ["", "Date", "Missing organisations"],
            *(["", day, 0.0] for day in DAYS),
        ],
        "Table 2": _blocks("Table 2: Daily", [["", "", "", "", *days]], OUTCOMES * 28, daily),
        "Table 3": _blocks("Table 3: Bed days", [["", "", "", "", "w/c 06/02/2023 (daily snapshot)"]], STAYS, bed_days),
        "Table 4": _blocks(
            "Table 4: Destinations",
            [["", "", "", "", "February 2023 - Total number of patients discharged"]],
            DESTINATIONS,
            homes,
        ),
        "Table 5": _blocks("Table 5: Reasons", [], REASONS, reasons),
    }


def _blocks(title, banners, headings, figures):
    def added(trusts):
        return [float(sum(cells)) for cells in zip(*(figures[trust] for trust in trusts), strict=True)]

    trusts = list(figures)
    boards = {board: (region, []) for region, places in REGIONS.items() for board, _ in places}
    for places in REGIONS.values():
        for board, trust in places:
            boards[board][1].append(trust)
    return [
        ["", title],
        *banners,
        ["", "", "", "", *headings],
        ["", "", "", "ENGLAND", *added(trusts)],
        *(["", "", "", region, *added([trust for _, trust in places])] for region, places in REGIONS.items()),
        [""],
        ["", "Region", "ICB Code", "ICB Name"],
        *(["", region, board, f"BOARD {board}", *added(of)] for board, (region, of) in boards.items()),
        [""],
        ["", "Region", "Org Code", "Org Name"],
        *(
            ["", region, trust, f"TRUST {trust}", *map(float, figures[trust])]
            for region, places in REGIONS.items()
            for _, trust in places
        ),
    ]
