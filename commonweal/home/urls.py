"""Addresses of home: the start page, the lines of a plan, and each step of walking one of them."""

from django.urls import path

from commonweal.home.views import line, start

app_name = "home"
LINE = "line/<int:plan_id>/<int:year>/<int:quarter>/"

urlpatterns = [
    path("", start.start, name="start"),
    path(LINE, line.lines, name="lines"),
    path(f"{LINE}<slug:scheme>/<slug:source>/<slug:step>", line.step, name="step"),
]
