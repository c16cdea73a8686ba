"""Addresses of England's delays and of the publications."""

from django.urls import path, register_converter

from commonweal.core.converters import one_of
from commonweal.observations import views

app_name = "observations"
register_converter(one_of("csv", "xlsx"), "file_kind")

urlpatterns = [
    path("", views.england, name="england"),
    path("england.<file_kind:kind>", views.england_table, name="england-table"),
    path("areas/", views.areas, name="areas"),
    path("areas/<str:code>/", views.area, name="area"),
    path("areas/<str:code>/months.<file_kind:kind>", views.area_table, name="area-table"),
    path("areas/<str:code>/trusts/", views.area_trusts, name="area-trusts"),
    path("areas/<str:code>/trusts.<file_kind:kind>", views.area_trusts_table, name="area-trusts-table"),
    path("trusts/", views.trusts, name="trusts"),
    path("trusts.<file_kind:kind>", views.trusts_table, name="trusts-table"),
    path("trusts/<str:code>/", views.trust, name="trust"),
    path("trusts/<str:code>/days.<file_kind:kind>", views.trust_table, name="trust-table"),
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/feed.atom", views.alerts_feed, name="alerts-feed"),
    path("alerts/digest.txt", views.alerts_text, name="alerts-text"),
    path("areas/<str:code>/alerts/", views.area_alerts, name="area-alerts"),
    path("areas/<str:code>/alerts/feed.atom", views.area_alerts_feed, name="area-alerts-feed"),
    path("areas/<str:code>/alerts/digest.txt", views.area_alerts_text, name="area-alerts-text"),
    path("compare", views.compare, name="compare"),
    path("publications/", views.publications, name="publications"),
    path("publications/read", views.import_page, name="import"),
    path("publications/<int:file_id>/", views.publication, name="publication"),
    path("figures/<int:figure_id>/", views.figure, name="figure"),
]
