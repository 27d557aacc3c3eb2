"""How everything looks: page frame, components, lists, charts, typography."""
