"""The application that the web server runs. `manage.py serve` starts it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
pages = get_wsgi_application()

# After Django is set up, because these read settings.
from newsroom import patience, serving  # noqa: E402

patience.keep()
application = serving.Orderly(pages)
