"""What the trusts' pages are made from, gathered from this room's queries and from the places room."""

from __future__ import annotations

from collections.abc import Sequence

from commonweal.core.clock import today
from commonweal.core.templating import day as day_text
from commonweal.engine.periods import Month
from commonweal.observations import atlas, queries
from commonweal.observations.presenters import area as area_pages
from commonweal.observations.presenters import area_trusts as area_trusts_pages
from commonweal.observations.presenters import trust as trust_pages
from commonweal.observations.presenters import trust_list
from commonweal.observations.presenters.area_trusts import UsedTrust
from commonweal.observations.presenters.trust import AreaShare, LastDelays, LinkedTo
from commonweal.observations.presenters.trust_list import ListedTrust
from commonweal.observations.presenters.words import address
from commonweal.places import queries as places


def listed(month: Month) -> tuple[ListedTrust, ...]:
    """The trusts of a month under their names; one that is nobody's is listed as it was printed."""
    by_id = {one.id: one for one in atlas.every_trust()}
    found = []
    for printed in queries.trusts_in(month):
        trust = by_id.get(printed.organisation_id or 0)
        code, name = (trust.code, trust.name) if trust else (printed.code, printed.name)
        found.append(ListedTrust(code, name, printed.region.title().replace(" And ", " and "), printed))
    return tuple(found)


def trusts(months: tuple[Month, ...], month: Month, asked: trust_list.TrustsAsked) -> trust_list.TrustsPage:
    """Every trust of a month."""
    file = queries.current_file(queries.DISCHARGES, month)
    assert file is not None  # noqa: S101 - the month is one of those that were read
    return trust_list.present(listed(month), queries.totals_in(month), months, month, asked, file)


def trust_facts(trust: places.Trust, days: Sequence[queries.TrustDay], month: Month | None) -> trust_pages.TrustFacts:
    """All of a trust's page."""
    last = _last_delays(trust)
    return trust_pages.TrustFacts(
        code=trust.code,
        name=trust.name,
        identity=_identity(trust),
        related=_related(trust),
        days=days,
        month=month,
        file=queries.current_file(queries.DISCHARGES, month) if month else None,
        reasons=queries.reasons_of(trust.id, month) if month else None,
        latest_reasons=queries.latest_reasons_of(trust.id),
        areas=_areas(trust, last),
        last_delays=last,
    )


def _identity(trust: places.Trust) -> tuple[str, ...]:
    day = trust.last_day or today()
    (then,) = places.organisations_then([trust.id], day)
    lines = trust_pages.identity_lines(trust.name, trust.code, then.start, trust.last_day, trust.board, trust.region)
    earlier = [
        f"Called {found.name} until {day_text(found.end)}, as near as the registers tell."
        for found in places.who_was(trust.code, day).at_other_times
        if found.id == trust.id and found.name != trust.name and found.end
    ]
    return (*lines, *earlier)


def _related(trust: places.Trust) -> tuple[LinkedTo, ...]:
    by_id = {one.id: one for one in atlas.every_trust()}
    found = []
    for links, said in (
        (places.predecessors([trust.id]), "{name} went into it on {day}"),
        (places.successors([trust.id]), "It went into {name} on {day}"),
    ):
        for link in links.get(trust.id, ()):
            if other := by_id.get(link.organisation_id):
                text = said.format(name=other.name, day=day_text(link.day)) + (f" ({link.note})" if link.note else "")
                found.append(LinkedTo(text, address("trust", other.code)))
    return tuple(found)


def _areas(trust: places.Trust, last: LastDelays | None) -> tuple[AreaShare, ...]:
    by_id = {one.id: one for one in atlas.every_area(today())}
    shares = [one for one in atlas.catchments(today()) if one.trust_id == trust.id and one.area_id in by_id]
    printed = queries.printed_in(last.month, (one.area_id for one in shares)) if last and last.has_councils else {}
    found = [
        AreaShare(by_id[one.area_id].code, by_id[one.area_id].name, one.share, printed.get(one.area_id))
        for one in shares
    ]
    return tuple(sorted(found, key=lambda one: -one.share))


def _last_delays(trust: places.Trust) -> LastDelays | None:
    file, sides = queries.last_delays_file(), queries.last_delays_of(trust.id)
    if file is None or not sides:
        return None
    months = queries.months()
    return LastDelays(*file, sides, months[-1] if months else None, file[1] in months)


def used(area: area_pages.ListedArea, month: Month | None) -> tuple[UsedTrust, ...]:
    """Every trust with patients from an area, the largest share of a trust's first; the area as it was at its end."""
    by_id = {one.id: one for one in atlas.every_trust()}
    reported = {one.organisation_id: one for one in queries.trusts_in(month)} if month else {}
    reasons = queries.top_reasons(month) if month else {}
    found = [
        UsedTrust(
            by_id[one.trust_id],
            one.share,
            reported.get(one.trust_id),
            area_trusts_pages.top_reason(reasons.get(one.trust_id, "")),
        )
        for one in atlas.catchments(area.last_day or today())
        if one.area_id == area.id and one.trust_id in by_id
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, one.trust.name)))


def area_trusts(
    area: area_pages.ListedArea, months: tuple[Month, ...], month: Month | None
) -> area_trusts_pages.AreaTrustsPage:
    """The trusts that an area's residents use."""
    file = queries.current_file(queries.DISCHARGES, month) if month else None
    return area_trusts_pages.present(area.code, area.name, used(area, month), months, month, file)
