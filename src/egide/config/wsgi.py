"""The web application that a server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egide.config.settings")
pages = get_wsgi_application()

# Only once the settings are ready.
from django.conf import settings  # noqa: E402

from egide.kernel.static_files import strict  # noqa: E402

application = strict(pages, folder=settings.STATIC_ROOT, address=settings.STATIC_URL)

# What is loaded now stays: the collector need not walk it again, in the middle of somebody's page.
gc.collect()
gc.freeze()
