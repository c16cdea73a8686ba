"""Addresses of commissioning."""

from django.urls import path

from commonweal.commissioning.views import contracts, hours

app_name = "commissioning"
urlpatterns = [
    path("", contracts.contracts, name="contracts"),
    path("<int:fund_id>/contracts/<int:contract_id>/", contracts.contract, name="contract"),
    path("<int:fund_id>/contracts/<int:contract_id>/pay", contracts.pay, name="pay"),
    path("<int:fund_id>/lots/<int:lot_id>/", hours.lot, name="lot"),
    path("<int:fund_id>/hours", hours.missing, name="missing"),
]
