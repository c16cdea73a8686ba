"""What a page is made from, gathered from this room's queries and from the places room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.http import Http404

from commonweal.core.clock import today
from commonweal.core.templating import day
from commonweal.engine.periods import Month
from commonweal.observations import atlas, queries
from commonweal.observations.presenters import area as area_pages
from commonweal.observations.presenters import compare as compare_pages
from commonweal.observations.presenters import councils, similar
from commonweal.observations.presenters import england as england_pages
from commonweal.observations.presenters.words import address
from commonweal.places import queries as places


def file_of(month: Month) -> queries.FileListed:
    """The file that speaks for a month that was read."""
    file = queries.current_file(queries.DELAYS, month)
    if file is None:
        raise Http404
    return file


def england(month: Month, asked: councils.Asked) -> england_pages.EnglandPage:
    """All of the overview."""
    here = queries.england_in(month)
    if here is None:
        raise Http404
    return england_pages.present(
        queries.england_series(), here, areas(month), atlas.outlines(month), file_of(month), asked
    )


def areas(month: Month) -> tuple[councils.Area, ...]:
    """Every area of a month with its rate and rank."""
    return councils.areas(queries.councils_in(month), atlas.known(month))


def own_history(listed: area_pages.ListedArea, *, reasons: bool = False) -> tuple[queries.Delays, ...]:
    """The months in which the area existed; a publication may print its codes a little longer."""
    history = queries.history([listed.id], reasons=reasons)
    return tuple(one for one in history if listed.last_day is None or one.month.first <= listed.last_day)


def area_facts(listed: area_pages.ListedArea, month: Month) -> area_pages.AreaFacts:
    """All of an area's page."""
    history = own_history(listed)
    everyone = areas(month)
    here = next((one for one in everyone if one.organisation_id == listed.id), None)
    whole = queries.printed_in(month, [listed.id]).get(listed.id)
    if here is None or whole is None:
        raise Http404
    return area_pages.AreaFacts(
        code=listed.code,
        name=listed.name,
        lasted=lasted(listed),
        history=history,
        month=month,
        here=replace(here, delays=whole),
        of=sum(one.rank is not None for one in everyone),
        changes=changes(listed),
        notes=_notes(listed, history, month),
        before=before(listed, history),
        similar=similar.present(here, everyone, atlas.characteristics()),
        file=file_of(month),
    )


def _notes(
    listed: area_pages.ListedArea, history: Sequence[queries.Delays], month: Month
) -> tuple[queries.KnownNote, ...]:
    """What is known of the month's publication, and of those around a change of the area's territory."""
    around = {Month.of(change.day) for change in places.territory_changes(listed.id)}
    months = sorted({month, *around, *(changed + 1 for changed in around)})
    codes = sorted({one.local_code for one in history} | {one.ons_code for one in history} - {""})
    return tuple(known for one in months for known in queries.known_notes(queries.DELAYS, one, codes))


def lasted(listed: area_pages.ListedArea) -> str:
    """`until 31 March 2019` for an area that is no more."""
    return f"until {day(listed.last_day)}" if listed.last_day else ""


def changes(listed: area_pages.ListedArea) -> tuple[area_pages.Change, ...]:
    """The area's changes of territory, with the pages of those before and after."""
    by_id = {one.id: one for one in atlas.every_area(today())}
    linked: dict[date, list[tuple[str, str]]] = {}
    for found, said in [
        (places.predecessors([listed.id]), "Before: {}"),
        (places.successors([listed.id]), "Since: {}"),
    ]:
        for link in found.get(listed.id, ()):
            other = by_id.get(link.organisation_id)
            if other is not None:
                linked.setdefault(link.day, []).append((said.format(other.name), address("area", other.code)))
    return tuple(
        area_pages.Change(
            f"{change.label}. Figures before and after are of different territories: "
            "nothing is compared across that day.",
            tuple(linked.get(change.day, ())),
        )
        for change in places.territory_changes(listed.id)
    )


def before(listed: area_pages.ListedArea, history: Sequence[queries.Delays]) -> area_pages.Before | None:
    """What was printed of those who passed on most, or whole, when the area was formed; None if it was not."""
    formed = places.predecessors([listed.id]).get(listed.id, ())
    by_id = {one.id: one for one in atlas.every_area(today())}
    councils_before = [link for link in formed if link.organisation_id in by_id]
    if not councils_before:
        return None
    wholes = [link for link in councils_before if link.share == 1]
    used = wholes or [max(councils_before, key=lambda link: link.share or 0)]
    printed: dict[Month, dict[int, float]] = {}
    for one in queries.history(link.organisation_id for link in used):
        if one.organisation_id is not None and one.people_per_day is not None:
            printed.setdefault(one.month, {})[one.organisation_id] = one.people_per_day
    first = min(one.month for one in history)
    names = " and ".join(by_id[link.organisation_id].name for link in used)
    return area_pages.Before(
        names=names,
        month=first,
        label=f"Before: {names}",
        people_per_day={
            month: sum(found.values()) for month, found in printed.items() if len(found) == len(used) and month < first
        },
    )


def compared(asked: Sequence[str], month: Month) -> tuple[list[compare_pages.Compared], str]:
    """The areas to compare, or what is wrong with what was asked for."""
    by_code = {one.code: one for one in atlas.every_area(today())}
    if unknown := [code for code in asked if code not in by_code]:
        return [], f"No area has the code {unknown[0]}. Choose areas from the lists"
    if not compare_pages.FEWEST <= len(asked) <= compare_pages.MOST:
        return [], f"Choose two to six different areas, not {len(asked)}"
    people = atlas.adults()
    here = queries.printed_in(month, (by_code[code].id for code in asked))
    found = []
    for code in asked:
        one = by_code[code]
        history = own_history(one)
        if not history:
            return [], f"No figures of {one.name} have been read. Choose another area"
        name = f"{one.name} ({lasted(one)})" if one.last_day else one.name
        found.append(compare_pages.Compared(code, name, history, here.get(one.id), people.get(one.id)))
    return found, ""


def comparison(asked: Sequence[str], months: tuple[Month, ...], month: Month) -> compare_pages.ComparePage:
    """The question, or the answer where two to six areas are asked for."""
    choices = area_pages.choices(atlas.every_area(today()))
    if not asked:
        return compare_pages.ask(choices, [], months, month)
    found, said = compared(asked, month)
    if said:
        return compare_pages.ask(choices, asked, months, month, said)
    return compare_pages.present(choices, found, months, month, file_of(month))


def area_link(figure: queries.FigureDetail) -> str:
    """The page of the area that a figure is of, where it has one."""
    for one in atlas.every_area(today()):
        if one.id == figure.organisation_id:
            return address("area", one.code, month=figure.month.iso)
    return ""
