"""Who signs in to the demonstration in these tests."""

from commonweal.demo.people import sign_ins

PASSWORD = sign_ins()[0].password
ANALYST = "analyst@example.org"
NATIONAL_ANALYST = "national.analyst@example.org"
MANAGER = "manager@example.org"
COUNCIL_FINANCE = "council.finance@example.org"
NHS_FINANCE = "nhs.finance@example.org"
COUNCILLOR = "councillor@example.org"
COUNCIL_CHIEF = "council.chief@example.org"
ICB_CHIEF = "icb.chief@example.org"
BOARD_CHAIR = "board.chair@example.org"
COMMISSIONER = "commissioner@example.org"
DISCHARGE_LEAD = "discharge.lead@example.org"
SOCIAL_WORKER = "social.worker@example.org"
ASSURER = "assurer@example.org"
MODERATOR = "moderator@example.org"
NATIONAL_TEAM = "national.team@example.org"
