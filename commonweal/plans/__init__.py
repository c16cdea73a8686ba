"""The room of plans: an area makes its plan, its partners sign, a region assures, a national team decides."""
