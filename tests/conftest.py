"""The fixtures are in ``tests/harness``; the conftest above shares them with every module's tests.

``django_db``: the app role, rolled back. ``django_db(transaction=True)``: commits for real, the
database is cloned afresh afterwards. ``connect_as(role)``: a plain connection as owner, app,
worker, backup or admin. ``live_site``: a real server on this process's database. ``page``: a real
browser. ``audit(page)``: accessibility. See ``docs/running.md``.
"""
