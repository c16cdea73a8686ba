"""Runs in parallel, and their files: joblib over chunks of replications, Arrow and Parquet for results."""
