"""Addresses of places."""

from django.urls import path

from commonweal.places import views

app_name = "places"
urlpatterns = [
    path("who", views.who, name="who"),
]
