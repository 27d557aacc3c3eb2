"""The one command of Égide: it makes the environment, keeps the database and serves the site."""
