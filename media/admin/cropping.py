"""Sets where a picture is cut: its focal point, and a part for each ratio where the focal point is not enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from media.library import log
from media.models import Image, LogEntry
from media.signals import image_changed
from media.terms import crops
from media.terms.crops import RATIOS, UNIT, Box

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

# How far a part may be from its ratio: it is written in whole thousandths, and so is seldom exact.
TOLERANCE = 0.03
SHOWN = 960


def field_of(ratio: str) -> str:
    return f"crop-{ratio.replace(':', '-')}"


class CropForm(forms.Form):
    """Focal point and parts, in thousandths of the picture. An empty ratio is cut around the focal point."""

    focus_x = forms.IntegerField(label=_lazy("From the left"), min_value=0, max_value=UNIT)
    focus_y = forms.IntegerField(label=_lazy("From the top"), min_value=0, max_value=UNIT)

    def __init__(self, image: Image, data: Any = None) -> None:
        self.image = image
        initial = {"focus_x": image.focus_x, "focus_y": image.focus_y}
        initial |= {field_of(ratio): box for ratio, box in image.crops.items()}
        super().__init__(data, initial=initial)
        for ratio in RATIOS:
            self.fields[field_of(ratio)] = forms.CharField(
                label=ratio,
                required=False,
                max_length=24,
                validators=[crops.validate],
                widget=forms.TextInput(attrs={"data-ratio": ratio, "autocomplete": "off"}),
            )

    @property
    def ratios(self) -> list[forms.BoundField]:
        return [self[field_of(ratio)] for ratio in RATIOS]

    def clean(self) -> dict[str, Any]:
        for ratio, wanted in RATIOS.items():
            box = Box.read(self.cleaned_data.get(field_of(ratio), ""))
            if box is None:
                continue
            left, top, right, bottom = box.pixels(self.image.size)
            if abs((right - left) / (bottom - top) / wanted - 1) > TOLERANCE:
                self.add_error(
                    field_of(ratio),
                    ValidationError(_("This part of the picture is not {ratio}.").format(ratio=ratio)),
                )
        return self.cleaned_data

    def boxes(self) -> dict[str, str]:
        given = {ratio: self.cleaned_data[field_of(ratio)] for ratio in RATIOS}
        return {ratio: box for ratio, box in given.items() if box}


@transaction.atomic
def cut(image: Image, form: CropForm, *, by: AbstractBaseUser) -> bool:
    """Keep what the form says. Returns whether anything changed."""
    image = Image.objects.select_for_update(no_key=True).get(pk=image.pk)
    focus = (form.cleaned_data["focus_x"], form.cleaned_data["focus_y"])
    boxes = form.boxes()
    said = [
        (_("{ratio} cut by hand.") if ratio in boxes else _("{ratio} cut around the focal point.")).format(
            ratio=ratio
        )
        for ratio in RATIOS
        if boxes.get(ratio) != image.crops.get(ratio)
    ]
    if focus != image.focus:
        said.append(
            # xgettext:no-python-format
            _("Focal point at {x} % from the left, {y} % from the top.").format(
                x=f"{focus[0] / 10:g}", y=f"{focus[1] / 10:g}"
            )
        )
    if not said:
        return False
    image.focus_set = image.focus_set or focus != image.focus
    image.focus_x, image.focus_y = focus
    image.crops = boxes
    image.save(update_fields=["focus_x", "focus_y", "focus_set", "crops"])
    log.note(image, LogEntry.Act.CROPPED, " ".join(said), by=by)
    image_changed.send(sender=Image, image=image)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def crop(request: HttpRequest, pk: int, *, desk: AdminSite) -> HttpResponse:
    image = get_object_or_404(Image.objects.with_rights().with_jpegs(), pk=pk)
    if not request.user.has_perm("media.change_image", image):
        raise PermissionDenied
    form = CropForm(image, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if cut(image, form, by=cast("AbstractBaseUser", request.user)):
            messages.success(request, _("Kept. Pages show it so as soon as its files are made."))
        return redirect("admin:media_image_change", pk)
    shown = [rendition for rendition in image.jpegs if rendition.width <= SHOWN] or list(image.jpegs)
    context = desk.each_context(request) | {
        "title": _("Crops of {image}").format(image=image),
        "image": image,
        "form": form,
        "shown": shown[-1] if shown else None,
        "may_be_cropped": image.may_be_cropped,
    }
    return TemplateResponse(request, "admin/media/crop.html", context)
