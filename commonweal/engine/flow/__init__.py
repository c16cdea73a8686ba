"""People leaving hospital: scenario, kernels and their plain references, statistics, calibration."""
