"""What members of a site alone could read, as WordPress.com and plugins keep it: in fields, shortcodes and blocks.

Nobody knows every plugin, so names that say it count too. Such a post comes in as a draft: nothing that readers had
to be somebody for becomes public by a move, and whoever looks at the draft sees which part of it was open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.moving_in import blocks, php, shortcodes
from articles.moving_in.wordpress_file import Element

FIELDS = (
    *("_jetpack_newsletter_access", "_jetpack_memberships_contains_paywalled_content"),
    *("_jetpack_memberships_contains_paid_content", "_members_access_role", "_is_paid", "_wpmem_block"),
    *("rcp_user_level", "rcp_subscription_level", "rcp_restricted_meta", "ihc_mb_who"),
    *("_issuem_leaky_paywall_visibility", "memberful_acl", "groups-read", "groups-groups_read_post"),
    *("patreon-level", "patreon-active-patrons-only", "passster_activate_protection"),
    *("pms-content-restrict-subscription-plan", "pms-content-restrict-user-status"),
    *("wppb-content-restrict-user-role", "wppb-content-restrict-user-status"),
)
# A row of it closes, whatever it says.
PRESENT = ("arm_access_plan",)
OF_ULTIMATE_MEMBER = "um_content_restriction"
OF_WP_FUSION = "wpf-settings"
FOR_ALL = {"", "0", "false", "none", "all", "everybody", "everyone", "public", "default"}
# Parts of names of shortcodes and blocks around what not everybody reads.
WORDS = {
    *("member", "members", "membership", "memberships", "mepr", "pmpro", "s2if", "ihc", "paywall", "private"),
    *(
        "protected",
        "restrict",
        "restricted",
        "restriction",
        "subscriber",
        "subscribers",
        "loggedin",
        "logged",
    ),
}
OTHERS = {
    "team",
    "staff",
    "board",
    "crew",
    "band",
    "out",
}  # people who are shown, or those who are not logged in
SHORTCODES = {"premium", "content_protector", "passster", "ppwp", "subscription"}
BLOCKS = ("premium-content/", "jetpack/paywall", "jetpack/subscriptions-paywall")


def why(item: Element) -> str:
    """What says that not everybody could read all of the post; nothing if everybody could."""
    return in_fields(item) or in_text(item.get("content"))


def in_fields(element: Element) -> str:
    """The field, of a post or of a category, that says so."""
    for name, values in element.metas.items():
        if name in PRESENT or (name in FIELDS and any(map(_closes, values))):
            return name
    if any(map(_closes_for_ultimate_member, element.metas.get(OF_ULTIMATE_MEMBER, ()))):
        return OF_ULTIMATE_MEMBER
    if any(map(_closes_for_wp_fusion, element.metas.get(OF_WP_FUSION, ()))):
        return OF_WP_FUSION
    return ""


def in_text(text: str) -> str:
    """The shortcode or block around a part that not everybody could read."""
    if "<!-- wp:" in text:
        for found in blocks.BLOCK.finditer(text):
            closes, name, _, is_whole = found.groups()
            if name.startswith(BLOCKS) or (not closes and not is_whole and _says_so(name)):
                return f"the block “{name}”"
    if "[/" in text:
        for name in dict.fromkeys(found[2] for found in shortcodes.OPENED.finditer(text)):
            if (name.lower() in SHORTCODES or _says_so(name)) and f"[/{name}]" in text:
                return f"[{name}]"
    return ""


def _says_so(name: str) -> bool:
    parts = set(re.split("[-_/]", name.lower()))
    return bool(parts & WORDS) and not parts & OTHERS


def _closes(value: str) -> bool:
    return not all(str(one).strip().lower() in FOR_ALL for one in _said(_read(value)))


def _said(read: object) -> Iterator[object]:
    """Single values, of lists in lists too. An empty list says nothing."""
    if isinstance(read, dict):
        for one in read.values():
            yield from _said(one)
    else:
        yield "" if read is None else read


def _closes_for_wp_fusion(value: str) -> bool:
    read = _read(value)
    return isinstance(read, dict) and str(read.get("lock_content", "")).lower() not in FOR_ALL


def _closes_for_ultimate_member(value: str) -> bool:
    read = _read(value)
    if not isinstance(read, dict) or str(read.get("_um_custom_access_settings", "")).lower() in FOR_ALL:
        return False
    return str(read.get("_um_accessible", "")) not in {"", "0"}


def _read(value: str) -> object:
    if not php.is_one(value):
        return value
    try:
        return php.read(value)
    except php.NotPHP:
        return value
