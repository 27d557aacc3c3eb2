"""How files are read: letters, lines, columns. Nothing here reads the database."""
