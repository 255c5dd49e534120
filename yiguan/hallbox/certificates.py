"""The box's own certificate authority, so that phones in the hall can use https with it.

It expires with the pack and can issue certificates for the box only: its name constraints permit one name and private
addresses, so a phone that trusts it trusts one laptop. Keys are files of mode 0600, made once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from yiguan.base import clock

CA_KEY = "box_ca.key"
CA = "box_ca.crt"
KEY = "box.key"
CERTIFICATE = "box.crt"
PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")))
LOCAL = "localhost"
SLOW_CLOCK = timedelta(days=2)
"""The validity begins this much earlier, for phones whose clock is behind the laptop's."""


def ensure(folder: Path, name: str, addresses: Sequence[str], until: datetime) -> None:
    """Makes authority and certificate for this name and these addresses, unless matching ones exist.

    Another name needs another authority, which phones must trust again; another address does not.
    """
    names = {name, LOCAL}
    private = {a for a in addresses if any(ip_address(a) in net for net in PRIVATE)}
    if not (folder / CA).exists() or not names <= _names(_read(folder / CERTIFICATE)):
        _make_authority(folder, name, until)
        _certify(folder, names, private, until)
    elif not private <= _addresses(_read(folder / CERTIFICATE)):
        _certify(folder, names, private, until)


def fingerprint(folder: Path) -> str:
    """SHA-256 of the authority's certificate, in pairs of digits as phones show it."""
    return _read(folder / CA).fingerprint(SHA256()).hex(":").upper()


def _make_authority(folder: Path, name: str, until: datetime) -> None:
    key = generate_private_key(SECP256R1())
    names = [x509.DNSName(LOCAL), x509.DNSName(name)]
    permitted = [*names, *map(x509.IPAddress, PRIVATE)]
    subject = _subject(f"yiguan {name} CA")
    made = _begin(subject, subject, key, until)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(x509.NameConstraints(permitted, None), critical=True)
    made = made.add_extension(_usage(signs_certificates=True), critical=True)
    _write(folder, CA_KEY, key, CA, made.sign(key, SHA256()))


def _certify(folder: Path, names: set[str], addresses: set[str], until: datetime) -> None:
    key = generate_private_key(SECP256R1())
    authority = _read(folder / CA)
    ca_key = serialization.load_pem_private_key((folder / CA_KEY).read_bytes(), None)
    assert isinstance(ca_key, EllipticCurvePrivateKey)  # noqa: S101 - we wrote it
    alternatives = [*map(x509.DNSName, sorted(names)), *(x509.IPAddress(IPv4Address(a)) for a in sorted(addresses))]
    made = _begin(_subject("yiguan box"), authority.subject, key, until)
    made = made.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(_usage(signs_certificates=False), critical=True)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    made = made.add_extension(above, critical=False)
    _write(folder, KEY, key, CERTIFICATE, made.sign(ca_key, SHA256()))


def _begin(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, until: datetime
) -> x509.CertificateBuilder:
    now = clock.now()
    public = key.public_key()
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - SLOW_CLOCK).not_valid_after(max(until, now + SLOW_CLOCK))
    return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    others = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only"), False
    )
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        decipher_only=False,
        **others,
    )


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _write(folder: Path, key_name: str, key: EllipticCurvePrivateKey, name: str, made: x509.Certificate) -> None:
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    _write_private(folder / key_name, key.private_bytes(serialization.Encoding.PEM, form, plain))
    _write_private(folder / name, made.public_bytes(serialization.Encoding.PEM))


def _write_private(path: Path, content: bytes) -> None:
    aside = path.with_name(f".{path.name}")
    aside.unlink(missing_ok=True)
    aside.touch(mode=0o600)
    aside.write_bytes(content)
    aside.replace(path)


def _read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _alternatives(certificate: x509.Certificate) -> x509.SubjectAlternativeName:
    return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def _names(certificate: x509.Certificate) -> set[str]:
    return set(_alternatives(certificate).get_values_for_type(x509.DNSName))


def _addresses(certificate: x509.Certificate) -> set[str]:
    return set(map(str, _alternatives(certificate).get_values_for_type(x509.IPAddress)))
