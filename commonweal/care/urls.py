"""Addresses of care."""

from django.urls import path

from commonweal.care import views

app_name = "care"
urlpatterns = [
    path("", views.people, name="people"),
    path("take-up", views.take_up, name="take-up"),
    path("<int:person_id>/", views.person, name="person"),
    path("<int:person_id>/arrange", views.arrange, name="arrange"),
    path("<int:person_id>/hand-over", views.hand_over, name="hand-over"),
]
