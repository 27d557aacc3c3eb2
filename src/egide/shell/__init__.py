"""What holds the modules together: home, search, rights, the register's page, health."""
