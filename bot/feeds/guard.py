"""Keeps feeds that subscribers name away from what only this machine can reach.

Checked where a socket is made for an address, so neither a name that resolves differently the second
time nor a redirect nor an odd way to write an address gets around it.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp.connector import AddrInfoType

_NAT64 = IPv6Network("64:ff9b::/96")


class PrivateAddressError(OSError):
    """A feed's host is on a private network, and this fetcher may not go there."""


def public_socket(info: AddrInfoType) -> socket.socket:
    """Make a socket for an address of the public Internet.

    Raises:
        PrivateAddressError: the address is another.

    """
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        # One text for all addresses of a host: the connector merges different ones into another error.
        raise PrivateAddressError("its host is on a private network")
    return socket.socket(family, kind, protocol)


def is_public(address: str) -> bool:
    """Tell whether an IP address, as a resolver writes it, is one of the public Internet."""
    found = _embedded(ip_address(address.partition("%")[0]))
    return found.is_global and not found.is_multicast


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Give the IPv4 address that an IPv6 one leads to, where it leads to one."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
