"""Keys from the operator's cluster secret: one for each purpose, none of which tells anything about another."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LENGTH = 32


def derived(secret: str, purpose: str) -> bytes:
    """Return the key for this purpose, the same at every node that knows the secret."""
    kdf = HKDF(algorithm=hashes.SHA256(), length=LENGTH, salt=None, info=f"earshot {purpose}".encode())
    return kdf.derive(secret.encode())
