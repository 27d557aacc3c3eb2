"""What every test of Égide stands on: environment, databases, a served site, a browser."""
