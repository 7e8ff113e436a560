"""Signatures that anybody can check who has a public key: Ed25519 (RFC 8032) by the library `cryptography`."""

from __future__ import annotations

from typing import Any

from treadle.errors import MissingExtraError


def new_private_key() -> str:
    """A new private key, in hexadecimal. Raises `MissingExtraError` without the extra `sign`."""
    ed25519 = _library()
    return str(ed25519.Ed25519PrivateKey.generate().private_bytes_raw().hex())


def public_key_of(private_key: str) -> str:
    """The public key of a private one, both in hexadecimal."""
    ed25519 = _library()
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private_key))
    return str(key.public_key().public_bytes_raw().hex())


def signature_of(private_key: str, text: bytes) -> str:
    """The signature of a text, in hexadecimal."""
    ed25519 = _library()
    return str(ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private_key)).sign(text).hex())


def is_signed(public_key: str, text: bytes, signature: str) -> bool:
    """Whether a signature is that of a text by the private key behind a public one."""
    ed25519 = _library()
    from cryptography.exceptions import InvalidSignature

    try:
        ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _library() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise MissingExtraError("A signed file", "sign") from None
    return ed25519
