"""Addresses of accounts."""

from django.urls import path

from commonweal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("", views.you, name="you"),
    path("people/", views.people, name="people"),
    path("people/<int:organisation_id>/give-role", views.give_role, name="give-role"),
    path("roles/<int:role_id>/end", views.end_role, name="end-role"),
    path("audit", views.audit, name="audit"),
]
