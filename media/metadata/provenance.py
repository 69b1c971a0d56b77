"""What content credentials say of a picture, as a record for the desk: whether they hold, who signed, what was done.

The record is JSON and small, however much a stranger put into the file. Its `state` is the first thing to look at:
nothing else of it may be taken for true unless the state is one of HOLDS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from media.metadata import text
from media.terms import source_types
from media.terms.provenance import State

ACTIONS = re.compile(r"c2pa\.actions(?:\.v2)?(?:__\d+)?")
# Codes of failures, in the words of the C2PA specification.
ALTERED = re.compile(r"assertion\.(?:dataHash|bmffHash|boxesHash|collectionHash|multiAssetHash)\.mismatch")
FORGED = re.compile(
    r"claimSignature\.(?:mismatch|missing)|assertion\.(?:hashedURI\.mismatch|missing|undeclared|notRedacted)"
    r"|claim\.(?:missing|multiple)|hashedURI\.mismatch|signingCredential\.(?:invalid|revoked|ocsp\.revoked)"
    r"|algorithm\.unsupported"
)
EXPIRED = re.compile(r"signingCredential\.expired|claimSignature\.outsideValidity")
LONGEST, MOST, DEEPEST = 200, 40, 8
# All ingredients together: each level of a chain could have MOST of the next.
MOST_INGREDIENTS = 60


def record(store: dict[str, Any]) -> dict[str, Any]:
    """The record of a manifest store as c2pa-python reads it."""
    manifests = _dict(store.get("manifests"))
    newest = _dict(manifests.get(str(store.get("active_manifest"))))
    budget = [MOST_INGREDIENTS]
    return {
        "state": state(store).value,
        **_made(newest),
        "ingredients": list(_ingredients(newest, manifests, DEEPEST, budget)),
    }


def state(store: dict[str, Any]) -> State:
    said = store.get("validation_state")
    if said == "Trusted":
        return State.TRUSTED
    if said == "Valid":
        return State.UNKNOWN
    active = _dict(_dict(store.get("validation_results")).get("activeManifest"))
    codes = [str(one.get("code", "")) for one in _dicts(active.get("failure"))]
    return _worst(codes)


def _worst(codes: Iterable[str]) -> State:
    found = list(codes)
    for pattern, is_so in ((FORGED, State.FORGED), (ALTERED, State.ALTERED), (EXPIRED, State.EXPIRED)):
        if any(pattern.fullmatch(code) for code in found):
            return is_so
    return State.DAMAGED


def _made(manifest: dict[str, Any]) -> dict[str, Any]:
    """Who signed a manifest, when, with which tool, and what was done before that."""
    signature = _dict(manifest.get("signature_info"))
    return {
        "title": _short(manifest.get("title")),
        "signer": _short(signature.get("issuer") or signature.get("common_name")),
        "signed_at": _short(signature.get("time")),
        "tool": _tool(manifest),
        "actions": list(_actions(manifest))[:MOST],
    }


def _tool(manifest: dict[str, Any]) -> str:
    for one in _dicts(manifest.get("claim_generator_info")):
        if one.get("name"):
            return _short(f"{one['name']} {one.get('version') or ''}")
    return _short(manifest.get("claim_generator"))


def _actions(manifest: dict[str, Any]) -> Iterator[dict[str, str]]:
    for assertion in _dicts(manifest.get("assertions")):
        if ACTIONS.fullmatch(str(assertion.get("label", ""))):
            for action in _dicts(_dict(assertion.get("data")).get("actions")):
                agent = action.get("softwareAgent")
                source = action.get("digitalSourceType")
                yield {
                    "action": _short(action.get("action")),
                    "tool": _short(agent.get("name") if isinstance(agent, dict) else agent),
                    "at": _short(action.get("when")),
                    "source": source_types.address(source) if isinstance(source, str) else "",
                }


def _ingredients(
    manifest: dict[str, Any], manifests: dict[str, Any], deepest: int, budget: list[int]
) -> Iterator[dict[str, Any]]:
    """The pictures of which this one was made, each with those of which it was made itself."""
    for one in _dicts(manifest.get("ingredients")) if deepest else ():
        if budget[0] <= 0:
            return
        budget[0] -= 1
        theirs = _dict(manifests.get(str(one.get("active_manifest"))))
        results = _dict(_dict(one.get("validation_results")).get("activeManifest"))
        codes = [str(it.get("code", "")) for it in _dicts(results.get("failure"))]
        codes += [str(it.get("code", "")) for it in _dicts(one.get("validation_status"))]
        bad = [code for code in codes if code != "signingCredential.untrusted"]
        yield {
            **_made(theirs),
            "title": _short(one.get("title")) or _short(theirs.get("title")),
            "relation": _short(one.get("relationship")),
            "state": _worst(bad).value if bad else (State.UNKNOWN.value if theirs else ""),
            "ingredients": list(_ingredients(theirs, manifests, deepest - 1, budget)),
        }


def _short(said: Any) -> str:
    return text.clean(str(said)).strip()[:LONGEST] if isinstance(said, str | int | float) else ""


def _dict(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _dicts(said: Any) -> list[dict[str, Any]]:
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
