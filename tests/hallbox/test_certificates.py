"""The box's own authority: its chain verifies, its keys are private, and it vouches for nothing but the box."""

import socket
import ssl
import stat
import threading
from contextlib import closing
from datetime import timedelta

import pytest

from yiguan.base import clock
from yiguan.hallbox import certificates

NAME = "yiguan-box.local"


@pytest.fixture
def folder(tmp_path):
    certificates.ensure(tmp_path, NAME, ["192.168.43.7", "127.0.0.1", "8.8.8.8"], clock.now() + timedelta(days=14))
    return tmp_path


def shake_hands(folder, name: str) -> str:
    """A client that trusts the authority alone speaks to a server with the box's certificate; the peer's subject."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / certificates.CERTIFICATE, folder / certificates.KEY)
    client = ssl.create_default_context(cafile=folder / certificates.CA)
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    here, there = socket.socketpair()

    def answer():
        try:
            server.wrap_socket(there, server_side=True).close()
        except (ssl.SSLError, OSError):
            there.close()

    threading.Thread(target=answer, daemon=True).start()
    with closing(client.wrap_socket(here, server_hostname=name)) as line:
        return str(line.getpeercert())


@pytest.mark.row("OF-03")
@pytest.mark.parametrize("name", [NAME, "localhost", "192.168.43.7", "127.0.0.1"])
def test_the_chain_verifies_for_its_name_and_its_addresses(folder, name):
    assert "yiguan box" in shake_hands(folder, name)


@pytest.mark.parametrize("name", ["bank.example.cn", "192.168.43.8", "8.8.8.8"])
def test_it_is_valid_for_nobody_else(folder, name):
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(folder, name)


def test_keys_are_for_their_owner_only(folder):
    for name in (certificates.CA_KEY, certificates.KEY):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_made_once_it_stays_and_another_address_changes_only_the_box(folder):
    before = {name: (folder / name).read_bytes() for name in (certificates.CA, certificates.CERTIFICATE)}
    until = clock.now() + timedelta(days=14)
    certificates.ensure(folder, NAME, ["192.168.43.7"], until)
    assert {name: (folder / name).read_bytes() for name in before} == before
    certificates.ensure(folder, NAME, ["10.42.0.1"], until)
    assert (folder / certificates.CA).read_bytes() == before[certificates.CA]
    assert "yiguan box" in shake_hands(folder, "10.42.0.1")
    certificates.ensure(folder, "other.local", [], until)
    assert (folder / certificates.CA).read_bytes() != before[certificates.CA]
    assert "yiguan box" in shake_hands(folder, "other.local")


def test_a_stolen_authority_can_stand_for_no_other_site(folder):
    """Its own constraints forbid it: whoever trusted the laptop did not hand out the world."""
    certificates._certify(folder, {"bank.example.cn"}, set(), clock.now() + timedelta(days=3))
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake_hands(folder, "bank.example.cn")
