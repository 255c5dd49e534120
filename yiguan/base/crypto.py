"""National ciphers: SM4-GCM encrypts, HMAC-SM3 authenticates and makes blind indexes, SM3 makes digests."""

import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SM3, Hash
from cryptography.hazmat.primitives.hmac import HMAC

from yiguan.base.text import key_of

KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16


class TamperedError(Exception):
    """The stored value was changed, moved to another row, or encrypted with another key; it is not touched."""

    def __init__(self) -> None:
        super().__init__(
            "这条个人信息打不开：内容被改动过，或者密钥不对。原数据没有动，请系统管理员核对密钥或从备份恢复。"
        )


def encrypt(key: bytes, text: str, context: str) -> bytes:
    """Key id (1 byte), nonce (12), SM4-GCM of the text, tag (16). Only the same `context` (table, row) decrypts it."""
    key_id, sm4 = _cipher_of(key)
    nonce = os.urandom(_NONCE_BYTES)
    encryptor = Cipher(sm4, GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(context.encode())
    hidden = encryptor.update(text.encode()) + encryptor.finalize()
    return key_id + nonce + hidden + encryptor.tag


def key_id(key: bytes) -> bytes:
    """The byte that tells which key a value needs; it tells nothing else of the key."""
    return _cipher_of(key)[0]


def decrypt(key: bytes, blob: bytes, context: str) -> str:
    """The text that `encrypt` encrypted. Raises TamperedError."""
    key_id, sm4 = _cipher_of(key)
    if blob[:1] != key_id or len(blob) < 1 + _NONCE_BYTES + _TAG_BYTES:
        raise TamperedError
    nonce = blob[1 : 1 + _NONCE_BYTES]
    hidden = blob[1 + _NONCE_BYTES : -_TAG_BYTES]
    tag = blob[-_TAG_BYTES:]
    decryptor = Cipher(sm4, GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(context.encode())
    try:
        return (decryptor.update(hidden) + decryptor.finalize()).decode()
    except InvalidTag as error:
        raise TamperedError from error


def blind_index(key: bytes, text: str) -> bytes:
    """32 bytes by which an encrypted value is looked up; equal for texts with the same `key_of`."""
    return mac(key, "blind index", key_of(text))


def mac(key: bytes, *parts: bytes | str | int) -> bytes:
    """HMAC-SM3, 32 bytes, over the parts with their types and lengths, so that ("ab", "c") and ("a", "bc") differ."""
    h = _hmac_of(key).copy()
    h.update(b"".join(map(_framed, parts)))
    return h.finalize()


def digest(data: bytes) -> str:
    """SM3 in 64 lower-case hexadecimal characters."""
    h = Hash(SM3())
    h.update(data)
    return h.finalize().hex()


def same(a: bytes | str, b: bytes | str) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(a.encode() if isinstance(a, str) else a, b.encode() if isinstance(b, str) else b)


def _framed(part: bytes | str | int) -> bytes:
    if isinstance(part, bytes):
        kind, data = b"b", part
    elif isinstance(part, str):
        kind, data = b"s", part.encode()
    else:
        kind, data = b"i", b"%d" % part
    return kind + len(data).to_bytes(4) + data


@lru_cache(maxsize=16)
def _hmac_of(key: bytes) -> HMAC:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key is {KEY_BYTES} bytes, this one has {len(key)}")
    return HMAC(key, SM3())


@lru_cache(maxsize=16)
def _cipher_of(key: bytes) -> tuple[bytes, SM4]:
    """SM4 takes 16 bytes: a keyed hash makes them, and the id that tells which key a value needs."""
    derived = mac(key, "sm4-gcm")
    return derived[16:17], SM4(derived[:16])
