"""The pages that belong to no module: home, search, rights, register, parameters, health."""
