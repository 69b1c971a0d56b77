"""The public address of pictures."""

from django.urls import re_path

from media.files import serving

app_name = "media"
urlpatterns = [re_path(rf"^pictures/(?P<name>{serving.NAME})\Z", serving.public_picture, name="picture")]
