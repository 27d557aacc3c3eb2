"""The pages of the report: to read it, to make it, to open its figures."""
