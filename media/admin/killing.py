"""The page for killing a picture and for lifting the kill. Both ask for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from media.files import removal
from media.library import uses
from media.models import Image

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ACTS = {"kill": removal.kill, "release": removal.release}
DONE = {
    "kill": gettext_noop("Killed. It is on no page any more, and its files are gone from there."),
    "release": gettext_noop("The kill is lifted. Published stories that use the picture show it again."),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_lazy("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("Only the desk reads it: who asked, and on what ground."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, *, act: str, desk: AdminSite) -> HttpResponse:
    image = get_object_or_404(Image.objects.with_rights().with_jpegs(), pk=pk)
    if not request.user.has_perm(f"media.{act}_image", image):
        raise PermissionDenied
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = _(DONE[act])
        try:
            ACTS[act](image, by=cast("User", request.user), reason=form.cleaned_data["reason"])
        except removal.NotDone as why:
            messages.error(request, str(why))
        else:
            messages.success(request, told)
        return redirect("admin:media_image_change", pk)
    context = desk.each_context(request) | {
        "title": _("Kill this picture") if act == "kill" else _("Lift the kill"),
        "act": act,
        "image": image,
        "form": form,
        "used": uses.where_used(image, request.user),
        "shown": next(iter(image.jpegs), None),
    }
    return TemplateResponse(request, "admin/media/kill.html", context)
