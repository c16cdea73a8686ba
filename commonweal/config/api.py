"""The public API, version 1: each room's operations, put together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from ninja import NinjaAPI

from commonweal.core.api import kept_by, speak_in_findings
from commonweal.observations import api as observations
from commonweal.places import api as places
from commonweal.plans import api as plans
from commonweal.pool import api as pool

VERSION = "1"
DESCRIPTION = (
    "Published figures and reference data of joined-up health and social care in England, as they were read, with "
    "their sources. Read-only, without sign-in, the same for everybody. What is missing, suppressed or was not "
    "submitted is null with a marker, never 0. Dates are days (ISO 8601), periods are half-open: an end is the first "
    "day after. Money is whole pence. Lists come in pages: follow next until it is null. Every answer has an ETag and "
    "a Last-Modified: send them back in If-None-Match and If-Modified-Since, and 304 says that nothing has changed. "
    "Who asks too often gets 429, and in Retry-After the seconds to wait."
)


@cache
def description() -> Mapping[str, Any]:
    """The OpenAPI description, made once."""
    return api.get_openapi_schema()


def described() -> str:
    """Another text where the description is another."""
    return hashlib.sha256(json.dumps(description(), default=str).encode()).hexdigest()


api = NinjaAPI(
    title="Commonweal",
    version=VERSION,
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    docs_decorator=kept_by(lambda: (described(), None)),
    openapi_extra={
        "info": {
            "license": {
                "name": "Open Government Licence v3.0",
                "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            }
        }
    },
)
speak_in_findings(api)
for router in (
    places.router,
    observations.router,
    observations.with_places,
    plans.router,
    pool.router,
    observations.downloads,
):
    api.add_router("", router)
