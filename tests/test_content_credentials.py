"""A picture whose content credentials (C2PA) say that AI made it is labelled, whatever else its file leaves out."""

from __future__ import annotations

import io
import json
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import c2pa
import PIL.Image
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.test import Client

from articles.policy import Role
from media import metadata
from media.intake import uploads
from media.metadata import credentials
from media.models import Image
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
def signer() -> c2pa.Signer:
    """Somebody whom no list of trusted signers knows, as most who sign today."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = certified("Root", "Root", root_key, root_key, is_ca=True)
    leaf = certified("Press", "Root", key, root_key, is_ca=False)
    chain = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (leaf, root))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return c2pa.Signer.from_info(c2pa.C2paSignerInfo(b"es256", chain, private, None))


def signed(signer: c2pa.Signer, source_type: str, format: str = "JPEG", **options: Any) -> bytes:
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
        options = {"xmp": said} if said else {}
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
    store = {"active_manifest": "newest", "manifests": {"newest": newest, "made": MADE}}
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
