"""The commissioning room: contracts, hours asked for, placed and delivered, and what they cost. Never a person."""
