"""The public address of pictures."""

from django.urls import re_path

from media.serving import public_picture

app_name = "media"
urlpatterns = [
    re_path(r"^pictures/(?P<name>[0-9a-f]{16}-[1-9][0-9]{2,3}\.jpg)$", public_picture, name="picture"),
]
