"""Addresses of home."""

from django.urls import path

from commonweal.home.views import line, start

app_name = "home"

urlpatterns = [
    path("", start.start, name="start"),
    path("line/<int:plan_id>/<int:year>/<slug:scheme>/<slug:source>/", line.line, name="line"),
    path("line/<int:plan_id>/<int:year>/<slug:scheme>/<slug:source>/<slug:step>", line.step, name="step"),
]
