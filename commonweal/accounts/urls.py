"""Addresses of accounts."""

from django.urls import path

from commonweal.accounts.views import door, forgotten, invitations, people, security

app_name = "accounts"
urlpatterns = [
    path("sign-in", door.sign_in, name="sign-in"),
    path("sign-in/second-step", door.second_step, name="second-step"),
    path("sign-in/passkey", door.passkey_sign_in, name="passkey-sign-in"),
    path("sign-in/provider", door.to_provider, name="provider"),
    path("sign-in/provider/back", door.from_provider, name="provider-back"),
    path("forgotten", forgotten.forgotten, name="forgotten"),
    path("forgotten/<str:written>/<str:token>", forgotten.new_password, name="new-password"),
    path("sign-out", door.sign_out, name="sign-out"),
    path("invitations/<str:token>", invitations.accept, name="invitation"),
    path("invitations/<int:invitation_id>/withdraw", invitations.withdraw, name="withdraw-invitation"),
    path("", people.you, name="you"),
    path("security", security.security, name="security"),
    path("security/app", security.add_app, name="add-app"),
    path("security/passkey", security.add_passkey, name="add-passkey"),
    path("security/password", security.change_password, name="change-password"),
    path("security/recovery-codes", security.recovery_codes, name="recovery-codes"),
    path("security/<int:factor_id>/remove", security.remove_factor, name="remove-factor"),
    path("security/end-other-sessions", security.end_other_sessions, name="end-other-sessions"),
    path("people/", people.people, name="people"),
    path("people/<int:organisation_id>/give-role", people.give_role, name="give-role"),
    path("people/<int:organisation_id>/invite", invitations.invite, name="invite"),
    path("people/<int:organisation_id>/<int:person_id>/leaves", people.leaves, name="leaves"),
    path("roles/<int:role_id>/end", people.end_role, name="end-role"),
    path("audit", people.audit, name="audit"),
]
