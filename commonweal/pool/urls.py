"""Addresses of the pool."""

from django.urls import path, register_converter

from commonweal.core.converters import one_of
from commonweal.pool.views import agreements, books, conditions, control, funds, plans, ringfences

app_name = "pool"
register_converter(one_of("csv", "beancount", "journal"), "journal_kind")

urlpatterns = [
    path("", funds.pools, name="pools"),
    path("<int:fund_id>/", funds.fund, name="fund"),
    path("<int:fund_id>/statement", books.statement, name="statement"),
    path("<int:fund_id>/legs", books.legs, name="legs"),
    path("<int:fund_id>/entries/<int:number>/", books.entry, name="entry"),
    path("<int:fund_id>/agreement", agreements.agreement, name="agreement"),
    path("<int:fund_id>/agreement/parts/<slug:code>", agreements.section, name="agreement-section"),
    path("<int:fund_id>/agreement/schedules/<int:place>", agreements.schedule, name="agreement-schedule"),
    path("<int:fund_id>/agreement/versions", agreements.versions, name="agreement-versions"),
    path("<int:fund_id>/agreement/document", agreements.document, name="agreement-document"),
    path("<int:fund_id>/agreement/sign", agreements.sign, name="agreement-sign"),
    path("<int:fund_id>/ring-fences", ringfences.ring_fences, name="ring-fences"),
    path("<int:fund_id>/ring-fences/entries", ringfences.entries, name="ring-fence-entries"),
    path("<int:fund_id>/exposure", conditions.exposure, name="exposure"),
    path("<int:fund_id>/time-limited", conditions.time_limited, name="time-limited"),
    path("<int:fund_id>/control", control.accounts, name="control"),
    path("<int:fund_id>/control/<int:scheme_id>", control.find, name="find-control"),
    path("<int:fund_id>/risk", funds.risk_share, name="risk"),
    path("<int:fund_id>/periods", books.periods, name="periods"),
    path("<int:fund_id>/virements", plans.virements, name="virements"),
    path("<int:fund_id>/virements/<int:virement_id>", plans.decide_virement, name="decide-virement"),
    path("<int:fund_id>/journal.<journal_kind:kind>", books.journal, name="journal"),
]
