"""The only writers of accounts: people and roles, invitations, second steps, who came in and how."""

from commonweal.accounts.actions.entering import (
    clear_sessions,
    end_sessions,
    leave_organisation,
    note_failed_sign_in,
    note_failed_step,
    note_sign_in,
    note_sign_out,
    recognise,
)
from commonweal.accounts.actions.factors import (
    add_app,
    add_passkey,
    answer_with_code,
    answer_with_passkey,
    remove_factor,
    renew_recovery_codes,
    reset_factors,
)
from commonweal.accounts.actions.invitations import accept_invitation, invite, withdraw_invitation
from commonweal.accounts.actions.mailing import INVITATION, LINK, NOTICE, ask_for_link, note_link
from commonweal.accounts.actions.people import (
    add_person,
    close_account,
    end_role,
    give_role,
    open_office,
    set_password,
    use_link,
)

__all__ = [
    "INVITATION",
    "LINK",
    "NOTICE",
    "accept_invitation",
    "add_app",
    "add_passkey",
    "add_person",
    "answer_with_code",
    "answer_with_passkey",
    "ask_for_link",
    "clear_sessions",
    "close_account",
    "end_role",
    "end_sessions",
    "give_role",
    "invite",
    "leave_organisation",
    "note_failed_sign_in",
    "note_failed_step",
    "note_link",
    "note_sign_in",
    "note_sign_out",
    "open_office",
    "recognise",
    "remove_factor",
    "renew_recovery_codes",
    "reset_factors",
    "set_password",
    "use_link",
    "withdraw_invitation",
]
