"""What every room stands on: audit, jobs, the request's scope, page layout and components."""
