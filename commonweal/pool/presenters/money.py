"""What the pages of money in and out say: contributions, commitments, forecasts, accruals, VAT."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse

from commonweal.engine.findings import Finding
from commonweal.engine.ledger import forecasting, schedule
from commonweal.engine.ledger.accruals import Accrual
from commonweal.engine.ledger.ringfence import Amounts
from commonweal.engine.money import pounds
from commonweal.pool.models import Accrual as AccrualRow
from commonweal.pool.models import BudgetLine, Commitment, Forecast, VatDecision
from commonweal.pool.presenters.desk import Button, DeskPage, Grid, Link, Section, counted, day, hidden_day
from commonweal.pool.presenters.words import TREATMENTS, over_or_under, year_name
from commonweal.pool.queries import SourceSchedule

Lines = Mapping[tuple[str, str], Amounts]


def line_name(line: BudgetLine) -> str:
    """A budget line for people."""
    return f"{line.scheme.name}, from {line.source.name}"


def entry_link(fund_id: int, number: int) -> Link:
    """An entry of the books."""
    return Link(f"entry {number}", reverse("pool:entry", args=[fund_id, number]))


def contributions(found: Sequence[SourceSchedule], names: Mapping[str, str], year: int, on: date) -> DeskPage:
    """Every source's instalments: due, received, overdue."""
    set_ones = [one for one in found if one.versions]
    overdue = {one.source.name: schedule.overdue_pence(one.rows) for one in set_ones}
    late = {name: pence for name, pence in overdue.items() if pence}
    received_pence = sum(row.received_pence for one in set_ones for row in one.rows)
    due_pence = sum(row.amount_pence for one in set_ones for row in one.rows)
    heading = "Nothing is overdue" if not late else f"{pounds(sum(late.values()))} is overdue"
    lead = f"Of {pounds(due_pence)} agreed for {year_name(year)}, {pounds(received_pence)} has been received."
    if late:
        lead += f" Overdue: {', '.join(f'{name} {pounds(pence)}' for name, pence in late.items())}."
    return DeskPage(
        title="Contributions",
        heading=heading if set_ones else f"No contribution is set for {year_name(year)}",
        lead=lead if set_ones else "Set each source’s sum for the year in equal instalments.",
        sections=tuple(_schedule(one, names[one.source.payer.code], on) for one in set_ones),
        made=(
            "Received is what the books show as income from the source in the year, set against its instalments in the"
            " order in which they fall due. What people pay for their care counts towards the council’s source.",
            "An instalment is overdue from the day after it is due.",
        ),
    )


def _schedule(one: SourceSchedule, payer: str, on: date) -> Section:
    words = [f"{pounds(one.amount_pence)} from {payer}."]
    if one.charges_pence:
        net = one.netting
        words.append(
            f"Client charges of {pounds(net.charges_pence)} net it to {pounds(net.net_pence)};"
            f" {pounds(net.paid_pence)} was paid, {pounds(net.left_pence)} is left to pay."
        )
    for version in one.versions[:-1]:
        signed = f"{version.person_name}, {day(version.at.date())}"
        words.append(f"Varied to {pounds(version.amount_pence)}: {version.reason} ({signed}).")
    rows = tuple(
        (day(row.due), pounds(row.amount_pence), pounds(row.received_pence), pounds(row.missing_pence), _state(row, on))
        for row in one.rows
    )
    grid = Grid(("Due", "Instalment", "Received", "Missing", "State"), rows, frozenset({1, 2, 3}))
    return Section(one.source.name, tuple(words), grid, _receive_button(one, on))


def _state(row: schedule.InstalmentStanding, on: date) -> str:
    if not row.missing_pence:
        return "Received"
    if row.is_overdue:
        return "Overdue"
    return "Due today" if row.due == on else "Not yet due"


def _receive_button(one: SourceSchedule, on: date) -> tuple[Button, ...]:
    missing = schedule.next_missing(one.rows)
    if missing is None:
        return ()
    text = f"Book {pounds(missing.missing_pence)} as received today: {one.source.name}, due {day(missing.due)}"
    hidden = (("receive-source", str(one.source.pk)), ("receive-amount", ""))
    return (Button(text, "receive", (*hidden, *hidden_day("receive", "day", on))),)


def commitments(fund_id: int, rows: Sequence[Commitment], year: int, on: date) -> DeskPage:
    """What is promised, and what became of it."""
    waiting = [row for row in rows if not hasattr(row, "ending")]
    due = [row for row in waiting if row.day <= on]
    total = sum(row.amount_pence for row in waiting)
    heading = f"{pounds(total)} is promised and not yet paid" if waiting else "Nothing is promised"
    lead = f"{counted(len(waiting), 'commitment')} of {year_name(year)} {'is' if len(waiting) == 1 else 'are'} open"
    lead += f", {len(due)} due by today." if due else "; none is due by today."
    table = tuple(
        (row.description, line_name(row.line), day(row.day), pounds(row.amount_pence), _became(fund_id, row, on))
        for row in rows
    )
    grid = Grid(("What", "Line", "Due", "Amount", "State"), table, frozenset({3}))
    buttons = tuple(
        Button(
            f"Post {pounds(row.amount_pence)} as paid today: {row.description}",
            "post",
            (("post-commitment", str(row.pk)), ("post-amount", ""), *hidden_day("post", "day", on)),
        )
        for row in due
    )
    made = ("A commitment counts until it is posted or voided. Both are kept, with who did it.",)
    return DeskPage("Commitments", heading, lead, (Section("Commitments", (), grid, buttons),), made=made)


def _became(fund_id: int, row: Commitment, on: date) -> str | Link:
    if not hasattr(row, "ending"):
        return "Due" if row.day <= on else "Open"
    if row.ending.entry_id:
        link = entry_link(fund_id, row.ending.entry.link.number)
        return Link(f"Posted by {row.ending.person_name}, {link.text}", link.href)
    return f"Voided by {row.ending.person_name}: {row.ending.reason}"


def forecasts(lines: Sequence[BudgetLine], amounts: Lines, history: Sequence[Forecast], year: int) -> DeskPage:
    """Each line's forecast, its variance and reason; every forecast that was given."""
    ours = {line.pk: amounts.get((line.scheme.code, line.source.code), Amounts()) for line in lines}
    total = forecasting.year_forecast(ours.values())
    variance = over_or_under(total.variance_pence)
    latest = {row.line_id: row for row in reversed(history)}
    rows = tuple(
        (
            line_name(line),
            *map(pounds, (ours[line.pk].planned_pence, ours[line.pk].paid_pence, ours[line.pk].committed_pence)),
            pounds(ours[line.pk].forecast_pence),
            over_or_under(ours[line.pk].forecast_pence - ours[line.pk].planned_pence),
            (latest[line.pk].reason if line.pk in latest else "") or "None given",
        )
        for line in lines
    )
    headers = ("Line", "Planned", "Paid", "Committed", "Forecast", "Against plan", "Reason")
    return DeskPage(
        title="Forecasts",
        heading=f"{year_name(year)} is forecast to end {variance}",
        lead=(
            f"{pounds(total.forecast_pence)} is forecast against {pounds(total.planned_pence)} planned:"
            f" lines over by {pounds(total.over_pence)}, lines under by {pounds(total.under_pence)}."
        ),
        sections=(
            Section("By line", (), Grid(headers, rows, frozenset({1, 2, 3, 4, 5}))),
            Section("Forecasts given so far", (), _given(lines, history)),
        ),
        made=(
            "A line without a forecast is taken to cost its plan, or what is paid and committed where that is more.",
            "An underspend of one line pays for another only where the agreement says so: see the risk share.",
        ),
    )


def _given(lines: Sequence[BudgetLine], history: Sequence[Forecast]) -> Grid:
    names = {line.pk: line_name(line) for line in lines}
    rows = tuple(
        (names[row.line_id], day(row.at.date()), pounds(row.amount_pence), row.reason, row.person_name)
        for row in history
        if row.line_id in names
    )
    return Grid(("Line", "On", "Forecast", "Reason", "By"), rows, frozenset({2}))


def accruals(
    fund_id: int, rows: Sequence[AccrualRow], standing: Mapping[int, Accrual], due: int, findings: Iterable[Finding]
) -> DeskPage:
    """Accruals that stand, and those that were taken back."""
    total = sum(one.amount_pence for one in standing.values())
    table = tuple(
        (
            row.reason,
            line_name(row.line),
            f"{row.entry.day:%B %Y}",
            pounds(row.amount_pence),
            entry_link(fund_id, row.entry.link.number),
            _taken_back(fund_id, row),
        )
        for row in rows
    )
    headers = ("What was delivered", "Line", "Month", "Amount", "Entry", "State")
    button = (Button(f"Take back {counted(due, 'accrual')} that {'is' if due == 1 else 'are'} due", "reverse"),)
    heading = f"{pounds(total)} stands accrued" if standing else "No accrual stands"
    lead = f"{counted(len(standing), 'accrual')} not taken back; {due} can be taken back now."
    return DeskPage(
        "Accruals",
        heading,
        lead,
        (Section("Accruals", (), Grid(headers, table, frozenset({3})), button if due else ()),),
        tuple(findings),
        made=(
            "An accrual charges a line on the last day of a month. It is taken back on the first day of the next open"
            " month, so that the invoice, when it comes, is charged once.",
        ),
    )


def _taken_back(fund_id: int, row: AccrualRow) -> str | Link:
    back = getattr(row.entry, "reversed_by", None)
    if back is None:
        return "Stands"
    return Link(f"Taken back {day(back.day)}", reverse("pool:entry", args=[fund_id, back.link.number]))


def vat(
    lines: Sequence[BudgetLine], decided: Mapping[int, VatDecision], findings: Sequence[Finding], held: int, host: str
) -> DeskPage:
    """What becomes of each line's VAT, and where it does not fit."""
    misfits = sum(one.code == "vat-misfit" for one in findings)
    open_ones = len(lines) - len(decided)
    heading = "VAT is decided for every line"
    if misfits:
        heading = f"{counted(misfits, 'line')}: VAT treatment and host do not fit"
    elif open_ones:
        heading = f"VAT is undecided for {counted(open_ones, 'line')}"
    rows = tuple((line_name(line), *_decision(decided.get(line.pk))) for line in lines)
    return DeskPage(
        "VAT",
        heading,
        f"The fund is hosted by {host}. {pounds(held)} of VAT stands to be recovered.",
        (Section("By line", (), Grid(("Line", "Treatment", "Decided by", "On", "Note"), rows)),),
        tuple(findings),
        made=(
            "A council recovers VAT on its non-business activity (VAT Act 1994, section 33), an NHS body only on listed"
            " services that it contracts out (section 41). Recoverable VAT is booked apart from the cost.",
        ),
    )


def _decision(row: VatDecision | None) -> tuple[str, ...]:
    if row is None:
        return ("Undecided", "", "", "")
    words = {str(treatment): text for treatment, text in TREATMENTS.items()}
    return words[row.treatment], row.decided_by, day(row.decided_on), row.note


def invoices(lines: Sequence[BudgetLine], amounts: Lines, decided: Mapping[int, VatDecision], year: int) -> DeskPage:
    """What each line has left, for whoever books an invoice."""
    rows = []
    for line in lines:
        has = amounts.get((line.scheme.code, line.source.code), Amounts())
        left = has.planned_pence - has.paid_pence - has.committed_pence
        rows.append((line_name(line), *map(pounds, (has.planned_pence, has.paid_pence, has.committed_pence, left))))
    planned = sum(amounts[key].planned_pence for key in amounts)
    paid = sum(amounts[key].paid_pence for key in amounts)
    headers = ("Line", "Planned", "Paid", "Committed", "Left")
    return DeskPage(
        "Book an invoice",
        f"{pounds(paid)} of {pounds(planned)} is spent in {year_name(year)}",
        "An invoice is charged to one line, and so to one source of money.",
        (Section("What each line has left", (), Grid(headers, tuple(rows), frozenset({1, 2, 3, 4}))),),
        made=("Paid is what the books charge to the line in the year, accruals that stand among it.",),
    )
