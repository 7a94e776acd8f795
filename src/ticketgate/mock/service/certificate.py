"""Makes the certificate of a mock that is served over https; it is nobody's but this mock's."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ticketgate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAYS = 30


@contextmanager
def certificate_for(host: str) -> Iterator[Path]:
    """Yield a PEM file with a new key and a certificate for host and localhost, which signs itself.

    The file is gone afterwards. Raises UsageError where the package that makes them is not installed.
    """
    content = _certificate(host)
    with TemporaryDirectory(prefix="ticketgate-mock-") as folder:
        file = Path(folder) / "certificate.pem"
        file.touch(mode=0o600)
        file.write_bytes(content)
        yield file


def _certificate(host: str) -> bytes:
    try:
        from cryptography import x509  # noqa: PLC0415 - needed for this alone, see pyproject.toml
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            "--https needs the package cryptography; install it with: pip install cryptography"
        ) from None
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "The mock of ticketgate")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address(host))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return written + certificate.public_bytes(serialization.Encoding.PEM)
