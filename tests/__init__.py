"""Habits of the whole, journeys across modules, the oracle of the annual report."""
