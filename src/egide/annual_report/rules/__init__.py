"""What the annual report may say, and how it says it: pure, with values and dates given."""
