"""Addresses of the core."""

from django.urls import path

from commonweal.core import views

app_name = "core"
urlpatterns = [
    path("health", views.health, name="health"),
    path("jobs/", views.job_list, name="jobs"),
    path("jobs/<int:job_id>/", views.job_page, name="job"),
    path("jobs/<int:job_id>/cancel", views.job_cancel, name="job-cancel"),
]
