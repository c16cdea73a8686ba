"""Addresses of papers."""

from django.urls import path

from commonweal.scrutiny.views import papers

app_name = "scrutiny"

urlpatterns = [
    path("", papers.papers, name="papers"),
    path("start", papers.start, name="start"),
    path("<int:paper_id>/", papers.paper, name="paper"),
    path("<int:paper_id>/steps/<slug:event>", papers.step, name="step"),
]
