"""Addresses of plans."""

from django.urls import path, register_converter

from commonweal.core.converters import one_of
from commonweal.plans.views import (
    baselines,
    clock,
    letters,
    national,
    plans,
    rows,
    sections,
    standing,
    starting,
    summary,
    versions,
    waiting,
    workbooks,
)

app_name = "plans"
register_converter(one_of("csv", "xlsx"), "plan_table_kind")

urlpatterns = [
    path("", plans.plans, name="plans"),
    path("<int:plan_id>/", plans.plan, name="plan"),
    path("waiting", waiting.waiting, name="waiting"),
    path("waivers", letters.waivers, name="waivers"),
    path("clocks", clock.clocks, name="clocks"),
    path("<int:plan_id>/standing", standing.where_it_stands, name="standing"),
    path("<int:plan_id>/standing/<slug:event>", standing.event, name="event"),
    path("<int:plan_id>/enquiries", standing.enquiries, name="enquiries"),
    path("<int:plan_id>/letters/<int:number>", letters.letter, name="letter"),
    path("<int:plan_id>/letters/<int:number>.txt", letters.letter_text, name="letter-text"),
    path("<int:plan_id>/clock", clock.clock, name="clock"),
    path("<int:plan_id>/at-risk", clock.at_risk, name="at-risk"),
    path("rounds/", national.rounds, name="rounds"),
    path("rounds/<slug:round_id>/", national.round_, name="round"),
    path("rounds/<slug:round_id>/areas.<plan_table_kind:kind>", national.round_table, name="round-table"),
    path("rounds/<slug:round_id>/open-data.json", national.round_open_data, name="round-open-data"),
    path("planned-spend", national.planned_spending, name="planned-spend"),
    path("planned-spend.<plan_table_kind:kind>", national.planned_spending_table, name="planned-spend-table"),
    path("<int:plan_id>/workbook.xlsx", workbooks.workbook, name="workbook"),
    path("<int:plan_id>/workbooks/", workbooks.workbooks, name="workbooks"),
    path("<int:plan_id>/workbooks/<int:workbook_id>/", workbooks.sent, name="sent-workbook"),
    path("<int:plan_id>/workbooks/<int:workbook_id>/original.xlsx", workbooks.original, name="sent-original"),
    path("start", starting.start, name="start"),
    path("rounds/compare", versions.compare_rounds, name="compare-rounds"),
    path("<int:plan_id>/draft", starting.draft, name="draft"),
    path("<int:plan_id>/roll", starting.roll, name="roll"),
    path("<int:plan_id>/sections/<slug:section>/", sections.section, name="section"),
    path("<int:plan_id>/sections/<slug:section>/<slug:row>/", rows.row, name="row"),
    path("<int:plan_id>/sections/<slug:section>/<slug:row>/remove", rows.remove, name="remove-row"),
    path("<int:plan_id>/baselines", baselines.baselines, name="baselines"),
    path("<int:plan_id>/baselines/<int:query_id>/decide", baselines.decide, name="decide-baseline"),
    path("<int:plan_id>/versions", versions.versions, name="versions"),
    path("<int:plan_id>/summary", summary.summary, name="summary"),
]
