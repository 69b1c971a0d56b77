"""A picture whose content credentials (C2PA) say that AI made it is labelled, whatever else its file leaves out."""

from __future__ import annotations

import io
import json
import re
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import c2pa
import PIL.Image
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.test import Client
from django.utils.html import escape

from articles.models import PublishedArticle
from articles.policy import Role
from media import metadata
from media.intake import uploads
from media.metadata import credentials, provenance
from media.models import Credit, Image
from media.terms.provenance import WORDS, State
from newsroom.checks import signers_of_credentials_can_be_read
from tests import factories
from tests.image_files import encoded, photograph

TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
AI, COMPOSED, CAMERA = (
    f"{TERMS}{term}"
    for term in ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "digitalCapture")
)


USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def certified(subject: str, issuer: str, key: Any, signing_key: Any, *, is_ca: bool) -> x509.Certificate:
    now = datetime.now(UTC)
    name, by = (
        x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, one),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Pelane Post"),
            ]
        )
        for one in (subject, issuer)
    )
    usage = dict.fromkeys(USES, False)
    usage |= {"key_cert_sign": True, "crl_sign": True} if is_ca else {"digital_signature": True}
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False
        )
    )
    if not is_ca:
        mail = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(mail, critical=False)
    return builder.sign(signing_key, hashes.SHA256())


@pytest.fixture(scope="module")
def root() -> list[bytes]:
    """The certificate under which the signer’s stands; the signer puts it here."""
    return []


@pytest.fixture(scope="module")
def signer(root: list[bytes]) -> c2pa.Signer:
    """Somebody whom no list of trusted signers knows, as most who sign today."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = certified("Root", "Root", root_key, root_key, is_ca=True)
    root.append(authority.public_bytes(serialization.Encoding.PEM))
    leaf = certified("Press", "Root", key, root_key, is_ca=False)
    chain = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (leaf, authority))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return c2pa.Signer.from_info(c2pa.C2paSignerInfo(b"es256", chain, private, None))


def signed(
    signer: c2pa.Signer,
    source_type: str,
    format: str = "JPEG",
    of: tuple[bytes, str] | None = None,
    **options: Any,
) -> bytes:
    """A signed picture, made with another one, of which the relation is named, if `of` is given."""
    action = {"action": "c2pa.created", "digitalSourceType": source_type}
    manifest = {
        "claim_generator_info": [{"name": "Test", "version": "1"}],
        "title": "Harbour",
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
    }
    out = io.BytesIO()
    plain = encoded(photograph(), format, **options)
    plain.seek(0)
    with c2pa.Builder(json.dumps(manifest)) as builder:
        if of:
            ingredient = json.dumps({"title": "Boats.jpg", "relationship": of[1]})
            builder.add_ingredient(ingredient, "image/jpeg", io.BytesIO(of[0]))
        builder.sign(signer, f"image/{format.lower()}", plain, out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_what_a_model_made_is_labelled_though_only_its_credentials_say_so(
    signer: c2pa.Signer, format: str
) -> None:
    image = uploads.accept(io.BytesIO(signed(signer, AI, format)), by=factories.user(), filename="harbour")
    image.refresh_from_db()
    assert image.digital_source == "trainedAlgorithmicMedia"
    assert image.metadata["C2PA"]["issuer"] == "Pelane Post"
    assert image.metadata["C2PA"]["digitalSourceType"] == AI


def test_manifests_that_name_each_other_again_and_again_are_read_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    action = {
        "label": "c2pa.actions",
        "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": AI}]},
    }
    manifests = {
        str(number): {
            "assertions": [action] if number == 8 else [],
            "ingredients": [{"relationship": "parentOf", "active_manifest": str(number % 8 + 1)}] * 40,
        }
        for number in range(9)
    }
    store = {"active_manifest": "0", "manifests": manifests, "validation_state": "Valid"}
    monkeypatch.setattr(credentials, "_store", lambda file, format: store)
    assert credentials.Credentials(io.BytesIO(credentials.MARK), "JPEG").source_types == [AI]


def test_ai_in_credentials_goes_before_a_camera_in_xmp_and_never_the_other_way_round(
    signer: c2pa.Signer,
) -> None:
    def packet(term: str) -> bytes:
        return metadata.xmp(metadata.Imprint(digital_source_type=term.removeprefix(TERMS)))

    assert packet(AI) != packet(CAMERA)
    for said, by_credentials, known in (
        (packet(CAMERA), AI, AI),
        (packet(AI), CAMERA, AI),
        (packet(COMPOSED), AI, COMPOSED),
        (b"", CAMERA, CAMERA),
    ):
        options: dict[str, Any] = {"xmp": said} if said else {}
        assert (
            metadata.read(io.BytesIO(signed(signer, by_credentials, **options))).digital_source_type == known
        )


def manifest(*assertions: dict[str, Any], ingredients: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"assertions": list(assertions), "ingredients": list(ingredients)}


def actions(label: str, *types: str) -> dict[str, Any]:
    return {
        "label": label,
        "data": {"actions": [{"action": "c2pa.edited", "digitalSourceType": it} for it in types]},
    }


MADE = manifest(actions("c2pa.actions", AI))


@pytest.mark.parametrize(
    ("newest", "told"),
    [
        (manifest(actions("c2pa.actions", AI)), AI),
        (manifest(actions("c2pa.actions.v2", AI)), AI),
        (manifest(actions("c2pa.actions.v2__1", CAMERA, AI)), AI),
        (manifest(actions("c2pa.actions", "http://c2pa.org/digitalsourcetype/trainedAlgorithmicData")), AI),
        (manifest({"label": "cawg.metadata", "data": {"Iptc4xmpExt:DigitalSourceType": AI}}), AI),
        (manifest(actions("c2pa.actions", CAMERA)), CAMERA),
        (manifest({"label": "stds.exif", "data": {"actions": [{"digitalSourceType": AI}]}}), ""),
        (manifest(ingredients=({"relationship": "parentOf", "active_manifest": "made"},)), AI),
        (manifest(ingredients=({"relationship": "componentOf", "active_manifest": "made"},)), COMPOSED),
        (manifest(ingredients=({"relationship": "inputTo", "active_manifest": "made"},)), ""),
        (manifest(ingredients=({"relationship": "parentOf", "active_manifest": "newest"},)), ""),
        (manifest(ingredients=({"relationship": "parentOf"},)), ""),
    ],
)
def test_every_way_of_saying_so_is_understood(
    newest: dict[str, Any], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = {
        "active_manifest": "newest",
        "manifests": {"newest": newest, "made": MADE},
        "validation_state": "Valid",
    }
    monkeypatch.setattr(credentials, "_store", lambda *_: store)
    file = encoded(PIL.Image.new("RGB", (8, 8)), "JPEG", comment=credentials.MARK)
    assert metadata.read(file).digital_source_type == told


def test_damaged_credentials_cost_nothing_but_themselves_and_are_told(signer: c2pa.Signer) -> None:
    whole = signed(signer, AI, xmp=metadata.xmp(metadata.Imprint(credit_line="AP")))
    at = whole.index(credentials.MARK) + 60
    found = metadata.read(io.BytesIO(whole[:at] + b"x" * 300 + whole[at + 300 :]))
    assert (found.digital_source_type, found.credit_line) == ("", "AP")
    assert found.problems == (credentials.DAMAGED,)


def test_credentials_kept_elsewhere_are_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        packet = (
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about="" xmlns:dcterms="http://purl.org/dc/terms/" '
            f'dcterms:provenance="http://127.0.0.1:{port}/manifest.c2pa"/></rdf:RDF></x:xmpmeta>'
        )
        metadata.read(encoded(photograph(), "JPEG", xmp=packet.encode(), comment=credentials.MARK))
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.django_db
def test_the_desk_sees_ai_from_credentials_as_a_mark_and_a_reason_to_look_first(
    client: Client, signer: c2pa.Signer
) -> None:
    image = uploads.accept(io.BytesIO(signed(signer, AI)), by=factories.user(), filename="harbour.jpg")
    client.force_login(factories.user(Role.PICTURE_EDITOR))
    assert Image.objects.get(pk=image.pk).digital_source == "trainedAlgorithmicMedia"
    assert '<span class="mark mark-ai">AI</span>' in client.get("/desk/media/image/").content.decode()


# Whether they hold


def altered(whole: bytes) -> bytes:
    """One byte of the pixels is another one."""
    return whole[:-500] + bytes([whole[-500] ^ 1]) + whole[-499:]


def forged(whole: bytes) -> bytes:
    """The title that was signed is another one."""
    return whole.replace(b"Harbour", b"Victory")


def test_what_holds_is_told_from_what_does_not(
    signer: c2pa.Signer, root: list[bytes], settings: Any, tmp_path: Path
) -> None:
    whole = signed(signer, CAMERA)
    at = whole.index(credentials.MARK) + 60
    damaged = whole[:at] + b"x" * 300 + whole[at + 300 :]
    found = [
        metadata.read(io.BytesIO(one))
        for one in (whole, altered(whole), forged(whole), damaged, altered(forged(whole)))
    ]
    assert [one.credentials["state"] for one in found] == [
        "unknown",
        "altered",
        "forged",
        "damaged",
        "forged",
    ]
    assert [one.problems for one in found] == [
        (),
        (credentials.TOLD[State.ALTERED],),
        (credentials.TOLD[State.FORGED],),
        (credentials.DAMAGED,),
        (credentials.TOLD[State.FORGED],),
    ]
    # That a camera took it is believed of those that hold, and of no others.
    assert [one.digital_source_type for one in found] == [CAMERA, "", "", "", ""]
    signers = tmp_path / "signers.pem"
    signers.write_bytes(root[0])
    settings.CONTENT_CREDENTIALS_SIGNERS = str(signers)
    again = [metadata.read(io.BytesIO(one)).credentials["state"] for one in (whole, altered(whole))]
    assert again == ["trusted", "altered"]


def test_credentials_that_do_not_hold_are_believed_in_one_thing_that_ai_made_the_picture(
    signer: c2pa.Signer,
) -> None:
    found = metadata.read(io.BytesIO(altered(signed(signer, AI))))
    assert (found.digital_source_type, found.credentials["state"]) == (AI, "altered")


def test_the_record_says_who_signed_what_was_done_and_of_what_it_was_made(signer: c2pa.Signer) -> None:
    said = metadata.read(
        io.BytesIO(signed(signer, COMPOSED, of=(signed(signer, AI), "componentOf")))
    ).credentials
    assert {name: said[name] for name in ("state", "title", "signer", "tool")} == {
        "state": "unknown",
        "title": "Harbour",
        "signer": "Pelane Post",
        "tool": "Test 1",
    }
    assert said["actions"] == [{"action": "c2pa.created", "tool": "", "at": "", "source": COMPOSED}]
    (one,) = said["ingredients"]
    assert (one["title"], one["relation"], one["state"], one["signer"]) == (
        "Boats.jpg",
        "componentOf",
        "unknown",
        "Pelane Post",
    )
    assert one["actions"][0]["source"] == AI


def test_a_chain_that_is_its_own_ingredient_and_a_thousand_wide_stays_small() -> None:
    ingredient = {"title": "x" * 9_000, "relationship": "parentOf", "active_manifest": "newest"}
    newest = {
        "title": 7,
        "assertions": [None, {"label": "c2pa.actions", "data": []}],
        "ingredients": [ingredient] * 1000,
    }
    store = {"active_manifest": "newest", "manifests": {"newest": newest}, "validation_state": "Valid"}
    said = provenance.record(store)
    assert len(json.dumps(said)) < 40_000
    assert provenance.record({"manifests": [], "validation_results": "none"})["state"] == "damaged"


# Bounds


@pytest.mark.parametrize(
    "script",
    ["import time; time.sleep(60)", "import os; os.abort()", "print('no JSON')"],
    ids=["hangs", "crashes", "babbles"],
)
def test_a_reader_that_hangs_crashes_or_babbles_costs_the_credentials_and_not_the_upload(
    script: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    apart = tmp_path / "apart.py"
    apart.write_text(script)
    monkeypatch.setattr(credentials, "APART", apart)
    monkeypatch.setattr(credentials, "SECONDS", 0.3)
    found = metadata.read(encoded(photograph(), "JPEG", comment=credentials.MARK))
    assert (found.credentials, found.problems) == ({"state": "damaged"}, (credentials.DAMAGED,))


def test_credentials_that_say_they_are_huge_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_store", lambda *_: pytest.fail("was read"))
    box = (17 * 1024 * 1024).to_bytes(4, "big") + b"jumb\0\0\0\x1ejumd"
    found = metadata.read(encoded(photograph(), "JPEG", comment=box + credentials.MARK))
    assert (found.credentials, found.problems) == ({"state": "damaged"}, (credentials.TOO_LARGE,))


# Who sees them


@pytest.mark.django_db
def test_the_desk_is_shown_whether_credentials_hold_and_never_who_signed_those_that_do_not_as_a_fact(
    client: Client, signer: c2pa.Signer
) -> None:
    client.force_login(factories.user(Role.PICTURE_EDITOR))
    whole = signed(signer, COMPOSED, of=(signed(signer, AI), "parentOf"))
    pages = []
    for file in (whole, forged(whole)):
        image = uploads.accept(io.BytesIO(file), by=factories.user(), filename="harbour.jpg")
        pages.append(client.get(f"/desk/media/image/{image.pk}/change/").content.decode())
    for page, standing, who in zip(
        pages,
        (WORDS[State.UNKNOWN], WORDS[State.FORGED]),
        ("Signed by", "Claims to be signed by"),
        strict=True,
    ):
        (part,) = re.findall(r'<section class="picture-credentials".*?</section>', page, re.DOTALL)
        assert escape(standing) in part
        assert f"<dt>{who}</dt><dd>Pelane Post</dd>" in part
        assert "made <strong>Edited with generative AI</strong>" in part
        assert "<strong>Boats.jpg</strong> <span>the picture before it was edited</span>" in part
        assert "made <strong>Made by generative AI</strong>" in part


@pytest.mark.django_db
def test_readers_are_shown_credentials_that_hold_where_the_newspaper_wants_it(
    client: Client, signer: c2pa.Signer, settings: Any
) -> None:
    whole = signed(signer, CAMERA)
    pages = []
    for shown, file in ((True, whole), (True, altered(whole)), (False, forged(whole))):
        settings.CONTENT_CREDENTIALS_SHOWN = shown
        image = uploads.accept(io.BytesIO(file), by=factories.user(), filename="harbour.jpg")
        Credit.objects.create(image=image, kind="staff")
        article = factories.live_story(lead_picture=image, lead_alt="Boats", headline=f"Boats {image.pk}")
        story = PublishedArticle.objects.get(story_id=article.pk)
        pages.append(client.get(story.path).content.decode())
    (told,) = re.findall(r'<details class="credentials">.*?</details>', pages[0])
    assert told == (
        '<details class="credentials"><summary>Content credentials</summary>'
        "<p>Signed by Pelane Post.</p><p>Made with Test 1.</p><p>What was done to it: made.</p>"
        "<p>The signature is valid. We cannot say whether the signer is who they claim to be.</p>"
        "<p>The credentials belong to the original file. What is shown here was scaled or cut from it and carries "
        "none.</p></details>"
    )
    assert "<details" not in pages[1] + pages[2]


def test_a_list_of_signers_that_cannot_be_read_stops_the_start(settings: Any, tmp_path: Path) -> None:
    assert signers_of_credentials_can_be_read(None) == []
    settings.CONTENT_CREDENTIALS_SIGNERS = str(tmp_path / "none.pem")
    (error,) = signers_of_credentials_can_be_read(None)
    assert error.id == "newsroom.E001"
