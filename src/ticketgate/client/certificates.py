"""Whose certificates a client of the target trusts."""

import ssl

import httpx

from ticketgate.client.target import Target
from ticketgate.errors import UsageError

__all__ = ["trust_of"]


def trust_of(target: Target) -> ssl.SSLContext:
    """Return what the certificate of the target is verified by.

    Raises UsageError for a CA bundle that cannot be used, OSError for certificates that the environment names
    and that cannot be read.
    """
    if target.ca_bundle is None and not target.base_url.startswith("https:"):
        # No certificate is looked at: this one trusts nobody, and loads no authorities (30 ms).
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if target.ca_bundle is None:
        return httpx.create_ssl_context(trust_env=not target.on_loopback)
    try:
        return ssl.create_default_context(cafile=target.ca_bundle)
    except ssl.SSLError:
        raise UsageError(
            f"--ca-bundle {target.ca_bundle}: the file holds no certificates in PEM form"
        ) from None
    except OSError as error:
        raise UsageError(f"--ca-bundle {target.ca_bundle}: {error.strerror}") from None
