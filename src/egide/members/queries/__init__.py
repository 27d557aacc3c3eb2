"""Questions over the registry: the directory, profiles, what each shows to whom."""
