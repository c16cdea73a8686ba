"""Addresses of returns."""

from django.urls import path

from commonweal.returns.views import returns

app_name = "returns"

urlpatterns = [
    path("", returns.returns, name="returns"),
    path("start", returns.start, name="start"),
    path("<int:return_id>/", returns.return_page, name="return"),
    path("<int:return_id>/steps/<slug:event>", returns.step, name="step"),
    path("<int:return_id>/cells/<path:address>", returns.cell, name="cell"),
    path("<int:return_id>/frozen.json", returns.frozen_bytes, name="bytes"),
]
