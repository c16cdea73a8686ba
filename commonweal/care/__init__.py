"""The care room: people, who leads for them, and who looked at their record."""
