"""Addresses of the pool."""

from django.urls import path, register_converter

from commonweal.core.converters import one_of
from commonweal.pool.views import (
    agreements,
    books,
    conditions,
    control,
    entries,
    funds,
    matching,
    money,
    plans,
    ringfences,
    yearend,
)

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
    path("<int:fund_id>/money", yearend.money, name="money"),
    path("<int:fund_id>/contributions", money.contributions, name="contributions"),
    path("<int:fund_id>/invoices", money.invoice, name="invoice"),
    path("<int:fund_id>/post", entries.post, name="post"),
    path("<int:fund_id>/entries/<int:number>/take-back", entries.take_back, name="take-back"),
    path("<int:fund_id>/commitments", money.commitments, name="commitments"),
    path("<int:fund_id>/forecasts", money.forecasts, name="forecasts"),
    path("<int:fund_id>/accruals", money.accruals, name="accruals"),
    path("<int:fund_id>/transfers", yearend.transfers, name="transfers"),
    path("<int:fund_id>/transfers/<int:transfer_id>/voucher.txt", yearend.voucher, name="voucher"),
    path("<int:fund_id>/passed-down", yearend.passed_down, name="passed-down"),
    path("<int:fund_id>/vat", money.vat, name="vat"),
    path("<int:fund_id>/reserves", yearend.reserves, name="reserves"),
    path("<int:fund_id>/year-end", yearend.year_end, name="year-end"),
    path("<int:fund_id>/matching/", matching.matchings, name="matchings"),
    path("<int:fund_id>/matching/start", matching.start_matching, name="start-matching"),
    path("<int:fund_id>/matching/<int:run_id>/", matching.matching, name="matching"),
    path("<int:fund_id>/matching/<int:run_id>/pairs.csv", matching.matching_pairs, name="matching-pairs"),
    path("<int:fund_id>/matching/<int:run_id>/repeats", matching.decide_repeats, name="decide-repeats"),
    path("<int:fund_id>/matching/<int:run_id>/<int:number>/", matching.matched_pair, name="matched-pair"),
    path("<int:fund_id>/matching/<int:run_id>/<int:number>/decide", matching.decide_pair, name="decide-pair"),
    path("<int:fund_id>/journal.<journal_kind:kind>", books.journal, name="journal"),
]
