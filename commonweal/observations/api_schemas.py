"""The shapes of the public API's observations, each field with its unit."""

from __future__ import annotations

from datetime import date, datetime

import ninja
from ninja import Field

from commonweal.core.api import IsoMonth, PageOut
from commonweal.engine.measures.definition import Formula, Status
from commonweal.engine.measures.spc.rules import Direction

ORGANISATION = "Key of the organisation that it was on the month's first day; null where that is not settled."
NEVER_ZERO = "null where a marker stands: what is missing is never 0."


class Part(ninja.Schema):
    """A part of a share."""

    id: str = Field(examples=["nhs"])
    name: str = Field(examples=["NHS"])


class PopulationRuleOut(ninja.Schema):
    """Whom a rate is per."""

    ages: str
    year: int | None = Field(description="Mid-year of the estimate; null for each month's own.")


class Measure(ninja.Schema):
    """What a measure is, why it matters, how it is made and who answers for it."""

    id: str = Field(examples=["people-delayed-per-day"])
    name: str
    why: str
    formula: Formula
    numerator: str
    denominator: str
    unit: str = Field(description="Unit of its values.", examples=["people"])
    decimals: int = Field(description="Decimals that its values are shown with.")
    direction: Direction = Field(description="Which way is better.")
    source: str
    quality: str
    owner: str
    next_review: date
    status: Status
    population: PopulationRuleOut | None
    parts: list[Part]


class Measures(PageOut):
    """Definitions in the order of their ids."""

    items: list[Measure]


class ValueOut(ninja.Schema):
    """A measure's value in a month, or the marker in its place."""

    month: IsoMonth
    part: str = Field(description="Part of a share; empty otherwise.", examples=[""])
    value: float | None = Field(description=f"In the measure's unit; {NEVER_ZERO}", examples=[6660.357142857143])
    marker: str = Field(
        description="Why there is no value: none-reported, barred, not-printed, a-part-is-missing, "
        "population-not-known; empty where there is one.",
        examples=[""],
    )
    numerator: int | None = Field(
        description="Delayed days as printed.", examples=[186490], json_schema_extra={"unit": "days"}
    )
    population: int | None = Field(description="Adults of a rate.", json_schema_extra={"unit": "people"})
    population_year: int | None = Field(description="The year in which they were counted.")
    figure: int | None = Field(description="The printed figure; /api/v1/observations?cursor=(it less 1)&limit=1.")


class Values(PageOut):
    """A measure of one area by month, the earliest first."""

    measure: str
    unit: str
    area: str
    items: list[ValueOut]


class PublicationOut(ninja.Schema):
    """A file as it was read."""

    id: int
    collection: str = Field(examples=["delayed-transfers-of-care"])
    month: IsoMonth
    title: str
    publisher: str = Field(examples=["NHS England"])
    licence: str = Field(examples=["Open Government Licence v3.0"])
    source: str
    name: str = Field(description="Name of the file.", examples=["Feb_17.xls"])
    sha256: str = Field(description="Digest of the publisher's file.")
    state: str = Field(description="current: it speaks for its month; superseded: a later file does.")
    status: str = Field(description="What the publication says of itself, such as official statistics.")
    published: date | None
    revised: date | None
    figure_count: int = Field(description="How many figures were read.")
    read_at: datetime


class Publications(PageOut):
    """Files in the order in which they were read."""

    items: list[PublicationOut]


class Observation(ninja.Schema):
    """A figure as it was printed, with its cell; a number or a marker, never both."""

    id: int
    publication: int = Field(description="The file that it was printed in.")
    collection: str = Field(examples=["delayed-transfers-of-care"])
    month: IsoMonth
    organisation: str | None = Field(description=ORGANISATION, examples=["E10000015"])
    place: str = Field(description="Place as printed.", examples=["Hertfordshire"])
    place_code: str = Field(description="Its code as printed.")
    place_ons_code: str = Field(description="Its ONS code as printed.")
    level: str = Field(description="Level of the block it stands in; empty where the table has none.")
    is_total: bool = Field(description="Whether it is the publication's own total of England.")
    measure: str = Field(examples=["delayed-days"])
    unit: str | None = Field(description="Unit, where the measure has a definition.", examples=["days"])
    care: str = Field(description="Type of care; all where not split.", examples=["all"])
    side: str = Field(description="Who is responsible; all where not split.", examples=["nhs"])
    reason: str = Field(description="Reason; all where not split.", examples=["all"])
    day: date | None = Field(description="The day, where figures are daily.")
    terms: dict[str, str] = Field(description="What else it is split by.")
    value: float | None = Field(description=f"As printed; {NEVER_ZERO}", examples=[1180])
    marker: str = Field(description="What stands in place of a number; empty where there is one.", examples=[""])
    sheet: str
    cell: str = Field(description="Its cell in the publisher's file.", examples=["F26"])


class Observations(PageOut):
    """Figures in the order in which they were read."""

    items: list[Observation]
