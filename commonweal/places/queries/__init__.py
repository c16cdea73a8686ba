"""Reading organisations and areas: the door by which other rooms enter."""

from commonweal.places.models import Organisation
from commonweal.places.queries.areas import AreaCharacteristics, PopulationOf, characteristics, populations
from commonweal.places.queries.basics import (
    NAMES_MARKED,
    Council,
    adult_social_care_councils,
    days_of_change,
    living,
    names,
    organisations,
)
from commonweal.places.queries.opentables import open_tables
from commonweal.places.queries.outlines import Outline, Outlines, boundaries
from commonweal.places.queries.records import OrganisationRecord, after, id_of, keys, record, state
from commonweal.places.queries.resolving import NhsMatch, NhsNames, Printed, Resolution, match_name, resolve
from commonweal.places.queries.successions import (
    Link,
    TerritoryChange,
    predecessors,
    shares_on,
    successors,
    territory_changes,
    territory_changes_of,
)
from commonweal.places.queries.trusts import Share, Trust, catchments, trusts
from commonweal.places.queries.who import (
    CodeThen,
    Found,
    OrganisationThen,
    WhoWas,
    Within,
    organisations_then,
    search,
    who_was,
)

Kind = Organisation.Kind

__all__ = [
    "NAMES_MARKED",
    "AreaCharacteristics",
    "CodeThen",
    "Council",
    "Found",
    "Kind",
    "Link",
    "NhsMatch",
    "NhsNames",
    "OrganisationRecord",
    "OrganisationThen",
    "Outline",
    "Outlines",
    "PopulationOf",
    "Printed",
    "Resolution",
    "Share",
    "TerritoryChange",
    "Trust",
    "WhoWas",
    "Within",
    "adult_social_care_councils",
    "after",
    "boundaries",
    "catchments",
    "characteristics",
    "days_of_change",
    "id_of",
    "keys",
    "living",
    "match_name",
    "names",
    "open_tables",
    "organisations",
    "organisations_then",
    "populations",
    "predecessors",
    "record",
    "resolve",
    "search",
    "shares_on",
    "state",
    "successors",
    "territory_changes",
    "territory_changes_of",
    "trusts",
    "who_was",
]
