package dev.sluice.gateway.outbound;

import dev.sluice.runtime.access.AddressRange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses the gateway may call for a tenant: public ones, and what the operator allows
/// besides. Whoever may name an address could otherwise reach, through the gateway, what only
/// machines inside can.
///
/// Not public is what the IANA registers of special-purpose addresses (IPv4, IPv6) say is not
/// globally reachable. Of IPv6 only `2000::/3` is public at all, so loopback, link-local, unique
/// local, multicast, mapped and translated IPv4 (`::ffff:0:0/96`, `64:ff9b::/96`) need no row of
/// their own; of what lies in it, tunnels (6to4, Teredo) carry an IPv4 address that nobody checked.
public final class AddressGuard {
    private static final List<AddressRange> NOT_PUBLIC =
            ranges(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20");
    private static final AddressRange PUBLIC_IPV6 = AddressRange.of("2000::/3");

    private final List<AddressRange> allowed;

    /// `allowed`: networks in CIDR notation that may be called though they are not public. An
    /// `IllegalArgumentException` names one that is none.
    public AddressGuard(List<String> allowed) {
        this.allowed = allowed.stream().map(AddressRange::of).toList();
    }

    private static List<AddressRange> ranges(String... cidrs) {
        return Stream.of(cidrs).map(AddressRange::of).toList();
    }

    /// Whether the operator allows this address by name; there plain HTTP may be spoken too.
    public boolean isNamed(InetAddress address) {
        return isIn(allowed, address);
    }

    /// Whether the operator allows any address by name.
    public boolean namesAny() {
        return !allowed.isEmpty();
    }

    public boolean mayCall(InetAddress address) {
        return isNamed(address) || isPublic(address);
    }

    private static boolean isPublic(InetAddress address) {
        boolean isGlobal = address instanceof Inet4Address || PUBLIC_IPV6.contains(address);
        return isGlobal && !isIn(NOT_PUBLIC, address);
    }

    private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}
