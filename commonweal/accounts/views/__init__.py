"""Pages of accounts: the door, second steps, invitations, people."""
