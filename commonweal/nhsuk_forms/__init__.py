"""Form fields and widgets that render as the design system's components."""
