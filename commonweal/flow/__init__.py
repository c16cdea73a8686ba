"""People leaving hospital, for people: what stands above runs and figures. In notebooks: `commonweal.flow.notebook`."""
