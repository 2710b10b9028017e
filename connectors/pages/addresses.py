"""Which IP addresses are public: tables of our own, because ``ipaddress`` changes its mind between Python releases.

Python 3.11's ``is_global`` lets NAT64 (``64:ff9b::/96``) and 6to4 (``2002::/16``) through, both of which can carry a
private IPv4 address. Tables follow the IANA special-purpose registries; one cloud's metadata service that hides behind
an ordinary public address is added.
"""

from __future__ import annotations

import ipaddress

_CLOSED_4 = [
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared address space; metadata of one cloud (100.100.100.200) lies here
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's platform service, reachable from its machines only
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments; metadata of one cloud (192.0.0.192)
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
# Only 2000::/3 is handed out to the public: mapped, compatible, NAT64, unique local, link-local and multicast
# addresses all lie outside of it.
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = [
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4: carries any IPv4 address
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]


# Never opened, whatever a setting allows: neighbours on the wire and services that hand a cloud machine its secrets.
_NEVER = [
    ipaddress.ip_network(block)
    for block in (
        "169.254.0.0/16",
        "100.100.100.200/32",
        "168.63.129.16/32",
        "192.0.0.192/32",
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "fe80::/10",
        "ff00::/8",
        "fd00:ec2::/32",  # metadata of one cloud
        "fd20:ce::/32",  # and of another
    )
]
_CARRIERS = [  # IPv6 blocks that carry an IPv4 address, and the bits after it
    (ipaddress.IPv6Network("::/96"), 0),
    (ipaddress.IPv6Network("::ffff:0:0/96"), 0),
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 0),  # translated
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),
    (ipaddress.IPv6Network("2002::/16"), 80),
]


def may_be_allowed(address: str) -> bool:
    """Whether a setting may open a numeric address that is not public: link-local and metadata addresses never are.

    Args:
        address: as for ``is_public``; an address that is carried inside an IPv6 one counts like itself.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        carried = []
    elif parsed.scope_id is not None:
        return False
    else:
        carried = [ipaddress.IPv4Address((int(parsed) >> bits) % 2**32) for block, bits in _CARRIERS if parsed in block]
    return not any(one in block for one in (parsed, *carried) for block in _NEVER)


def is_public(address: str) -> bool:
    """Whether a numeric address may be connected to.

    Args:
        address: dotted-decimal IPv4 or IPv6 text, as ``getaddrinfo`` gives it. Anything else, a zone (``%eth0``)
            included, is not public.
    """
    if "%" in address:
        return False
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in block for block in _CLOSED_4)
    return parsed in _OPEN_6 and not any(parsed in block for block in _CLOSED_6)
