"""The access matrix: every route, asked by everybody, about what is theirs and what is not.

What a module brings stands beside it, in ``egide/<module>/tests/matrix.py`` (``declaring``); who
asks is in ``people``.
"""
