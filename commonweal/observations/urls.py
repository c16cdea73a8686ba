"""Addresses of England's delays and of the publications."""

from django.urls import path, register_converter

from commonweal.core.converters import one_of
from commonweal.observations.views import alerts, areas, local, publications, trusts

app_name = "observations"
register_converter(one_of("csv", "xlsx"), "file_kind")

urlpatterns = [
    path("", areas.england, name="england"),
    path("england.<file_kind:kind>", areas.england_table, name="england-table"),
    path("areas/", areas.areas, name="areas"),
    path("areas/<str:code>/", areas.area, name="area"),
    path("areas/<str:code>/months.<file_kind:kind>", areas.area_table, name="area-table"),
    path("own/<int:organisation_id>/", local.own, name="own"),
    path("areas/<str:code>/trusts/", trusts.area_trusts, name="area-trusts"),
    path("areas/<str:code>/trusts.<file_kind:kind>", trusts.area_trusts_table, name="area-trusts-table"),
    path("trusts/", trusts.trusts, name="trusts"),
    path("trusts.<file_kind:kind>", trusts.trusts_table, name="trusts-table"),
    path("trusts/<str:code>/", trusts.trust, name="trust"),
    path("trusts/<str:code>/days.<file_kind:kind>", trusts.trust_table, name="trust-table"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/feed.atom", alerts.alerts_feed, name="alerts-feed"),
    path("alerts/digest.txt", alerts.alerts_text, name="alerts-text"),
    path("areas/<str:code>/alerts/", alerts.area_alerts, name="area-alerts"),
    path("areas/<str:code>/alerts/feed.atom", alerts.area_alerts_feed, name="area-alerts-feed"),
    path("areas/<str:code>/alerts/digest.txt", alerts.area_alerts_text, name="area-alerts-text"),
    path("compare", areas.compare, name="compare"),
    path("publications/", publications.publications, name="publications"),
    path("publications/read", publications.import_page, name="import"),
    path("publications/<int:file_id>/", publications.publication, name="publication"),
    path("figures/<int:figure_id>/", publications.figure, name="figure"),
]
