"""The pages of what people ask about their data."""
