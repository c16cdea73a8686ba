"""Every address of the site; each is in the access list of accounts."""

from django.urls import include, path

from commonweal.config.api import api
from commonweal.config.api_page import api_page

urlpatterns = [
    path("", include("commonweal.home.urls")),
    path("", include("commonweal.core.urls")),
    path("account/", include("commonweal.accounts.urls")),
    path("places/", include("commonweal.places.urls")),
    path("plans/", include("commonweal.plans.urls")),
    path("pool/", include("commonweal.pool.urls")),
    path("commissioning/", include("commonweal.commissioning.urls")),
    path("people/", include("commonweal.care.urls")),
    path("leaving-hospital/", include("commonweal.flow.urls")),
    path("returns/", include("commonweal.returns.urls")),
    path("papers/", include("commonweal.scrutiny.urls")),
    path("delays/", include("commonweal.observations.urls")),
    path("api/", api_page, name="api-page"),
    path("api/v1/", api.urls),
]
handler400 = "commonweal.core.views.bad_request"
handler403 = "commonweal.core.views.not_allowed"
handler404 = "commonweal.core.views.not_found"
handler500 = "commonweal.core.views.went_wrong"
