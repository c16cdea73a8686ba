"""Calibration: a scenario fitted to an observed series, and what it would have forecast of days held out."""
