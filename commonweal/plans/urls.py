"""Addresses of plans."""

from django.urls import path

from commonweal.plans.views import baselines, plans, rows, sections, starting, summary, versions

app_name = "plans"

urlpatterns = [
    path("", plans.plans, name="plans"),
    path("<int:plan_id>/", plans.plan, name="plan"),
    path("start", starting.start, name="start"),
    path("rounds/compare", versions.rounds, name="rounds"),
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
