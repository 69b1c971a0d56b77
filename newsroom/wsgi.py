"""The application that the web server runs. `manage.py serve` starts it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from newsroom import clock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
clock.keep()
pages = get_wsgi_application()

# After Django is set up, because these read settings.
from newsroom import connections, patience, serving  # noqa: E402
from newsroom.pagecache.in_front import InFront, seen_at_once  # noqa: E402

connections.look_only()
patience.keep()
orderly = serving.Orderly(seen_at_once(pages))
application = InFront(orderly, places=orderly.pages)

# What is loaded by now stays loaded, so the garbage collector need not look through it again with every large form.
# It goes on collecting as often as before: a lazier one let the process grow with each form.
gc.collect()
gc.freeze()
