"""Addresses of care."""

from django.urls import path

from commonweal.care import views

app_name = "care"
urlpatterns = [
    path("", views.people, name="people"),
    path("<int:person_id>/", views.person, name="person"),
]
