"""Behind web servers, the address of a client is what the outermost trusted one says."""

from typing import Any

import pytest
from django.test import RequestFactory, override_settings

from base.login.client_address import client_address


@pytest.mark.parametrize(
    ("nearest", "forwarded", "expected"),
    [
        ("203.0.113.7", None, "203.0.113.7"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("::1", "203.0.113.7", "203.0.113.7"),
        ("", "203.0.113.7", "203.0.113.7"),
        ("", None, None),
        # What a client says of itself counts for nothing, also before what a trusted server adds.
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.7, 10.9.9.9", "203.0.113.7"),
        ("127.0.0.1", "127.0.0.1, 203.0.113.7", "203.0.113.7"),
        # Nonsense is not followed.
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("10.9.9.9", "203.0.113.7, ' OR 1=1, 10.0.0.2", "10.0.0.2"),
        # A client has as many addresses as it likes of its own network.
        ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::"),
        ("127.0.0.1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", None, "203.0.113.7"),
        ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_address_is_that_of_who_asked_the_outermost_trusted_server(
    nearest: str, forwarded: str | None, expected: str | None
) -> None:
    headers: Any = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    request = RequestFactory().get("/", REMOTE_ADDR=nearest, **headers)
    with override_settings(TRUSTED_PROXIES=["127.0.0.0/8", "::1", "10.0.0.0/8"]):
        assert client_address(request) == expected
