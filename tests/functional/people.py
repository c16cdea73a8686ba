"""Who signs in to the demonstration in these tests."""

from commonweal.demo.people import sign_ins

PASSWORD = sign_ins()[0].password
ANALYST = "analyst@example.org"
NATIONAL_ANALYST = "national.analyst@example.org"
MANAGER = "manager@example.org"
COUNCIL_FINANCE = "council.finance@example.org"
NHS_FINANCE = "nhs.finance@example.org"
COUNCILLOR = "councillor@example.org"
