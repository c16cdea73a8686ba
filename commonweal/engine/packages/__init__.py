"""Care at home by the hour: what is asked for, placed, missing, delivered, and what is paid for it."""
