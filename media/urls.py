"""The public address of pictures."""

from django.urls import re_path

from media.files import serving
from media.shelves import storage

app_name = "media"
urlpatterns = [re_path(rf"^pictures/(?P<name>{storage.NAME})\Z", serving.public_picture, name="picture")]
