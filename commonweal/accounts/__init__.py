"""People, their roles in organisations from-to, permissions, sign-in and the access list of every route."""
