"""People of an area by age, and what makes areas alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.db.models.functions import Abs

from commonweal.places.models import Population


@dataclass(frozen=True, slots=True)
class PopulationOf:
    """People of an organisation; `year` is the year that they were counted in, `asked_year` the one asked for.

    `adults` (18 and over), `aged_65_over` and `aged_85_over` are None where the counts do not tell ages apart there.
    A `label` says how a figure that nobody published was made.
    """

    organisation_id: int
    asked_year: int
    year: int
    basis: str
    label: str
    ages: tuple[int, ...]
    persons: tuple[int, ...]

    @property
    def total(self) -> int:
        """Everybody."""
        return sum(self.persons)

    @property
    def adults(self) -> int | None:
        """Those aged 18 and over."""
        return self.from_age(18)

    @property
    def aged_65_over(self) -> int | None:
        """Those aged 65 and over."""
        return self.from_age(65)

    @property
    def aged_85_over(self) -> int | None:
        """Those aged 85 and over."""
        return self.from_age(85)

    def from_age(self, age: int) -> int | None:
        """Those of an age and above; None where no age group begins there."""
        return sum(self.persons[self.ages.index(age) :]) if age in self.ages else None


@dataclass(frozen=True, slots=True)
class AreaCharacteristics:
    """What areas are compared by; shares are fractions of adults."""

    organisation_id: int
    year: int
    adults: int
    share_65_over: float
    share_85_over: float


def populations(when: date | int) -> dict[int, PopulationOf]:
    """The people of every organisation that has any count, for a year or the year of a day.

    Of several counts the one with single years of age is taken before one of all ages, then the nearest year, of two
    equally near the earlier: an area's adults are known in as many years as can be, and the year is always told.
    """
    year = when.year if isinstance(when, date) else when
    ordered = Population.objects.annotate(
        has_all_ages_only=ExpressionWrapper(Q(ages__len=1), BooleanField()), away=Abs(F("year") - year)
    ).order_by("organisation_id", "has_all_ages_only", "away", "year", "pk")
    return {
        row.organisation_id: PopulationOf(
            row.organisation_id, year, row.year, row.basis, row.label, tuple(row.ages), tuple(row.persons)
        )
        for row in ordered.distinct("organisation_id")
    }


def characteristics(when: date | int) -> dict[int, AreaCharacteristics]:
    """Adults and the shares of older people, for every organisation whose ages are known."""
    found = {}
    for id, people in populations(when).items():
        adults, old, oldest = people.adults, people.aged_65_over, people.aged_85_over
        if adults and old is not None and oldest is not None:
            found[id] = AreaCharacteristics(id, people.year, adults, old / adults, oldest / adults)
    return found
