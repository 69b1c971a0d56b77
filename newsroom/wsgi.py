"""What the web server runs: `granian --interface wsgi --blocking-threads 4 newsroom.wsgi:application`.

The number of threads is worth giving: each has a database connection of its own, and granian would start
hundreds under load.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()
