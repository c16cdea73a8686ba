"""Who may do what to a plan in which state: written from the domain reference (1.1, 1.6), not from the code.

`event: role [role ...] > state`; "." is the same state. What does not stand here nobody may do.
"""

TABLE = """
draft
  edit: preparer > draft
  sign: signatory > .
  agree: preparer > locally-agreed
  answer: preparer > .
  settle: regional-assurer moderator national-team > .
  waive: national-team > .
  escalate: national-team > escalated
locally-agreed
  edit: preparer > draft
  sign: signatory > .
  submit: certifier > submitted
  answer: preparer > .
  settle: regional-assurer moderator national-team > .
  waive: national-team > .
  escalate: national-team > escalated
submitted
  sign: signatory > .
  ask: regional-assurer moderator national-team > .
  answer: preparer > .
  settle: regional-assurer moderator national-team > .
  waive: national-team > .
  return: regional-assurer national-team > draft
  approve-part: regional-assurer > .
  unapprove-part: regional-assurer national-team > .
  assure: regional-assurer > regionally-assured
resubmitted
  sign: signatory > .
  ask: regional-assurer moderator national-team > .
  answer: preparer > .
  settle: regional-assurer moderator national-team > .
  waive: national-team > .
  return: regional-assurer national-team > draft
  approve-part: regional-assurer > .
  unapprove-part: regional-assurer national-team > .
  assure: regional-assurer > regionally-assured
regionally-assured
  sign: signatory > .
  ask: moderator national-team > .
  answer: preparer > .
  settle: regional-assurer moderator national-team > .
  waive: national-team > .
  return: national-team > draft
  moderate: moderator > moderated
moderated
  sign: signatory > .
  ask: moderator national-team > .
  answer: preparer > .
  settle: regional-assurer moderator national-team > .
  waive: national-team > .
  return: national-team > draft
  approve: national-team > approved
  approve-with-conditions: national-team > approved-with-conditions
  refuse: national-team > not-approved
approved
  unapprove: national-team > moderated
  sign-section-75: signatory > section-75-signed
approved-with-conditions
  meet-conditions: national-team > approved
  unapprove: national-team > moderated
  sign-section-75: signatory > section-75-signed
  escalate: national-team > escalated
not-approved
  escalate: national-team > escalated
section-75-signed
  unapprove: national-team > moderated
  start-year: preparer > in-year
in-year
  unapprove: national-team > moderated
  amend: preparer > draft
  close: national-team > closed
  escalate: national-team > escalated
closed
escalated
  edit: preparer > .
  sign: signatory > .
  resubmit: certifier > resubmitted
  direct: national-team > directed
  withhold: national-team > withheld
  recover: national-team > recovered
directed
  edit: preparer > .
  sign: signatory > .
  resubmit: certifier > resubmitted
  withhold: national-team > withheld
  recover: national-team > recovered
withheld
  edit: preparer > .
  sign: signatory > .
  resubmit: certifier > resubmitted
  direct: national-team > directed
  recover: national-team > recovered
recovered
"""


def table() -> dict[tuple[str, str, str], str]:
    """(state, event, role) to the state that follows."""
    found, state = {}, ""
    for line in TABLE.strip().splitlines():
        if not line.startswith(" "):
            state = line.strip()
            continue
        event, rest = line.split(":")
        roles, end = rest.split(">")
        for role in roles.split():
            found[state, event.strip(), role] = state if end.strip() == "." else end.strip()
    return found


STATES = [line for line in TABLE.strip().splitlines() if not line.startswith(" ")]
