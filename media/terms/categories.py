"""Under what right a picture is shown, and the Creative Commons licences that a newspaper can use."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop


class Category(TextChoices):
    """Under what right a picture is shown, as picture desks sort them."""

    STAFF = "staff", _lazy("Staff: taken by us, ours for good")
    FREELANCE = "freelance", _lazy("Freelance or contract")
    AGENCY = "agency", _lazy("Agency, under our subscription")
    HANDOUT = "handout", _lazy("Handout, given to the press for a purpose")
    SOCIAL = "social", _lazy("Social media, with the owner’s word")
    PUBLIC_DOMAIN = "public-domain", _lazy("Public domain")
    CREATIVE_COMMONS = "creative-commons", _lazy("Creative Commons")
    STOCK = "stock", _lazy("Stock library")
    SCREENGRAB = "screengrab", _lazy("Screengrab, quoted for reporting")
    ILLUSTRATION = "illustration", _lazy("Illustration or graphic")
    COURTESY = "courtesy", _lazy("Courtesy of its owner, for one story")


class Licence(TextChoices):
    """Creative Commons licences that allow a newspaper to show a picture."""

    CC0 = "cc0-1.0", "CC0 1.0"
    BY_4 = "by-4.0", "CC BY 4.0"
    BY_SA_4 = "by-sa-4.0", "CC BY-SA 4.0"
    BY_ND_4 = "by-nd-4.0", gettext_noop("CC BY-ND 4.0: not cropped")
    BY_3 = "by-3.0", "CC BY 3.0"
    BY_SA_3 = "by-sa-3.0", "CC BY-SA 3.0"
    BY_2 = "by-2.0", "CC BY 2.0"
    BY_SA_2 = "by-sa-2.0", "CC BY-SA 2.0"

    @property
    def url(self) -> str:
        kind, version = self.value.rsplit("-", 1)
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        return f"https://creativecommons.org/licenses/{kind}/{version}/"

    @property
    def allows_cropping(self) -> bool:
        return "-nd-" not in self.value
