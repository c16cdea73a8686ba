"""Addresses of the pool."""

from django.urls import path, register_converter

from commonweal.core.converters import one_of
from commonweal.pool import views

app_name = "pool"
register_converter(one_of("csv", "beancount", "journal"), "journal_kind")

urlpatterns = [
    path("", views.pools, name="pools"),
    path("<int:fund_id>/", views.fund, name="fund"),
    path("<int:fund_id>/statement", views.statement, name="statement"),
    path("<int:fund_id>/legs", views.legs, name="legs"),
    path("<int:fund_id>/entries/<int:number>/", views.entry, name="entry"),
    path("<int:fund_id>/agreement", views.agreement, name="agreement"),
    path("<int:fund_id>/risk", views.risk_share, name="risk"),
    path("<int:fund_id>/periods", views.periods, name="periods"),
    path("<int:fund_id>/virements", views.virements, name="virements"),
    path("<int:fund_id>/virements/<int:virement_id>", views.decide_virement, name="decide-virement"),
    path("<int:fund_id>/journal.<journal_kind:kind>", views.journal, name="journal"),
]
