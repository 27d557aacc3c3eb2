"""The doors of the registry: the directory, profiles, one's own, the clerk's desk."""
