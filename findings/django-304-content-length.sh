#!/bin/bash
# Django 5.2.19, seen on 2026-11-28: with ConditionalGetMiddleware inside CommonMiddleware, an answer of 304 says
# "Content-Length: 0". A length in a 304 is that of the page itself (RFC 9110, section 8.6), so this is the length of another
# page; the same page by 200 says how long it is.
#
# In a newsroom: caches in front of the site take headers of a 304 over to the copy that they keep, and monitors that read
# headers report a broken page.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "django==5.2.19"
cd "$folder"
cat > try.py <<'PYTHON'
import sys

import django
from django.conf import settings

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    MIDDLEWARE=[
        "django.middleware.common.CommonMiddleware",
        "django.middleware.http.ConditionalGetMiddleware",
    ],
)
django.setup()
from django.http import HttpResponse
from django.test import Client
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse("a story"))]
page = Client().get("/")
again = Client().get("/", headers={"if-none-match": page["ETag"]})
for answer in (page, again):
    print(answer.status_code, "Content-Length:", answer.headers.get("Content-Length", "not said"))
sys.exit((page["Content-Length"], again.status_code, again.headers.get("Content-Length")) != ("7", 304, "0"))
PYTHON
"$folder/venv/bin/python" try.py
