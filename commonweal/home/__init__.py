"""Where each user starts, the place's year as one picture, and where the record is walked."""
