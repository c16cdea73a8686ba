"""Addresses of the pool."""

from django.urls import path, register_converter

from commonweal.core.converters import one_of
from commonweal.pool.views import books, funds, matching, plans

app_name = "pool"
register_converter(one_of("csv", "beancount", "journal"), "journal_kind")

urlpatterns = [
    path("", funds.pools, name="pools"),
    path("<int:fund_id>/", funds.fund, name="fund"),
    path("<int:fund_id>/statement", books.statement, name="statement"),
    path("<int:fund_id>/legs", books.legs, name="legs"),
    path("<int:fund_id>/entries/<int:number>/", books.entry, name="entry"),
    path("<int:fund_id>/agreement", funds.agreement, name="agreement"),
    path("<int:fund_id>/risk", funds.risk_share, name="risk"),
    path("<int:fund_id>/periods", books.periods, name="periods"),
    path("<int:fund_id>/virements", plans.virements, name="virements"),
    path("<int:fund_id>/virements/<int:virement_id>", plans.decide_virement, name="decide-virement"),
    path("<int:fund_id>/matching/", matching.matchings, name="matchings"),
    path("<int:fund_id>/matching/start", matching.start_matching, name="start-matching"),
    path("<int:fund_id>/matching/<int:run_id>/", matching.matching, name="matching"),
    path("<int:fund_id>/matching/<int:run_id>/pairs.csv", matching.matching_pairs, name="matching-pairs"),
    path("<int:fund_id>/matching/<int:run_id>/repeats", matching.decide_repeats, name="decide-repeats"),
    path("<int:fund_id>/matching/<int:run_id>/<int:number>/", matching.matched_pair, name="matched-pair"),
    path("<int:fund_id>/matching/<int:run_id>/<int:number>/decide", matching.decide_pair, name="decide-pair"),
    path("<int:fund_id>/journal.<journal_kind:kind>", books.journal, name="journal"),
]
