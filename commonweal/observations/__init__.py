"""Publications read, their figures by area and period, and the measures evaluated on them."""
