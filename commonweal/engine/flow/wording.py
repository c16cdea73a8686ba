"""Comparisons and causes in sentences: the answer first, then its interval, then why."""

from __future__ import annotations

from commonweal.engine.flow.attribution import Attribution
from commonweal.engine.flow.comparison import BothSides, Comparison, Part
from commonweal.engine.flow.statistics import Estimate
from commonweal.engine.money import pounds


def sentences(found: Comparison) -> tuple[str, ...]:
    """What a change does: beds, where they come from, and the money on both sides."""
    return (_released(found), *_where(found), *_money(found.money))


def headline(found: Comparison) -> str:
    """The answer without its interval."""
    beds = found.released_beds
    if not _is_clear(beds):
        return f"{found.change} makes no difference to delayed beds that can be told from chance"
    return f"{found.change} {'releases' if beds.mean > 0 else 'takes'} {abs(beds.mean):,.1f} hospital beds"


def _released(found: Comparison) -> str:
    beds = found.released_beds
    low, high = sorted((abs(beds.low), abs(beds.high))) if _is_clear(beds) else (beds.low, beds.high)
    return f"{headline(found)} ({_percent(beds)} interval {low:,.1f} to {high:,.1f})."


def _is_clear(value: Estimate) -> bool:
    """Whether the interval leaves zero out."""
    return value.low > 0 or value.high < 0


def _percent(value: Estimate) -> str:
    return f"{100 * value.confidence:g} %"


def _where(found: Comparison) -> tuple[str, ...]:
    """The stage that releases most, and the places that are not blocked any more."""
    released = [part for part in found.stages if part.value.low > 0]
    if found.released_beds.low <= 0 or not released:
        return ()
    most = released[0]
    said = [f"Beds held by people {_stage(most.name)} fall by {most.value.mean:,.1f}."]
    freed = [part for part in found.freed_places if part.value.low > 0]
    if freed:
        said.append(
            f"{freed[0].value.mean:,.1f} fewer places of {freed[0].name} are held by people who wait for the next "
            "service."
        )
    return tuple(said)


def _stage(name: str) -> str:
    return name if name.startswith("waiting for ") else f"in {name.removeprefix('during ')}"


def _money(money: BothSides) -> tuple[str, ...]:
    paid, saved, net = money.paid_pence, money.saved_pence, money.net_pence
    more = f"{_whole(abs(paid))} {'more' if paid >= 0 else 'less'}" if paid else "nothing more"
    said = [f"Over {money.days:,} days the community pays {more} for the places provided, used or not."]
    if not money.bed_day_price_pence:
        return (*said, "No price of a hospital bed-day is stated, so nothing is said of what the hospital saves.")
    verb = "saves" if saved.mean >= 0 else "bears"
    low, high = sorted((abs(saved.low), abs(saved.high))) if _is_clear(saved) else (saved.low, saved.high)
    said.append(
        f"The hospital {verb} {_whole(abs(saved.mean))} of delayed bed-days at {pounds(money.bed_day_price_pence)} "
        f"({_percent(saved)} interval {_whole(low)} to {_whole(high)})."
    )
    if not _is_clear(net):
        said.append("Whether both sides together gain or lose cannot be told from chance.")
    else:
        low, high = sorted((abs(net.low), abs(net.high)))
        said.append(
            f"Both sides together {'gain' if net.mean > 0 else 'lose'} {_whole(abs(net.mean))} "
            f"({_percent(net)} interval {_whole(low)} to {_whole(high)})."
        )
    return tuple(said)


def _whole(pence: float) -> str:
    """Whole pounds: pence would claim more than an interval knows."""
    return pounds(round(pence / 100) * 100)


def why(found: Attribution) -> str:
    """In one sentence why beds are held: the limit that relaxing would free most, and what no place would free."""
    total = found.beds.mean - found.left_beds.mean
    causes = sorted(found.causes, key=lambda cause: -cause.shapley_beds.mean)
    held = f"{found.beds.mean:,.1f} beds are held"
    if not causes or total <= 0 or causes[0].shapley_beds.low <= 0:
        return f"{held}, and no service that is short explains them: they are of stages in hospital."
    first = causes[0]
    share = 100 * first.shapley_beds.mean / total
    return (
        f"{held}, {found.left_beds.mean:,.1f} of them in stages that no place would shorten; of the other "
        f"{total:,.1f}, {share:.0f} % are for want of {first.service}: relaxing it alone would free "
        f"{first.alone_beds.mean:,.1f} ({first.alone_beds.low:,.1f} to {first.alone_beds.high:,.1f})"
        f"{_others(tuple(Part(cause.service, cause.shapley_beds) for cause in causes[1:]), total)}."
    )


def _others(parts: tuple[Part, ...], total: float) -> str:
    told = [f"{part.name} {100 * part.value.mean / total:.0f} %" for part in parts if part.value.mean / total >= 0.005]
    return f"; then {', '.join(told)}" if told else ""
