package dev.sluice.runtime.access;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A range of addresses in CIDR notation, IPv4 or IPv6: those that share its first `prefixBits`.
public record AddressRange(InetAddress network, int prefixBits) {
    /// Stricter than [InetAddress#ofLiteral], for which `10.1` is an address too.
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    public AddressRange {
        int bits = network.getAddress().length * Byte.SIZE;
        if (prefixBits < 0 || prefixBits > bits) {
            throw new IllegalArgumentException(
                    "prefix of " + prefixBits + " bits, an address has " + bits);
        }
    }

    /// `10.0.0.0/8`, `2001:db8::/32`, or one address. An `IllegalArgumentException` says what is
    /// wrong. Asks no name server.
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        InetAddress network = addressOf(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address range such as 10.0.0.0/8");
        }
        if (slash < 0) {
            return new AddressRange(network, network.getAddress().length * Byte.SIZE);
        }
        try {
            return new AddressRange(network, Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' has no number of bits", e);
        }
    }

    /// The address that a text is; null: none. An IPv4 address in IPv6's clothes is an IPv4 one.
    static @Nullable InetAddress addressOf(@Nullable String literal) {
        if (literal == null || literal.indexOf('%') >= 0) {
            return null;
        }
        if (literal.indexOf(':') < 0 && !IPV4.matcher(literal).matches()) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    public boolean contains(InetAddress address) {
        byte[] own = network.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        int wholeBytes = prefixBits / Byte.SIZE;
        for (int i = 0; i < wholeBytes; i++) {
            if (own[i] != other[i]) {
                return false;
            }
        }
        int restBits = prefixBits % Byte.SIZE;
        int mask = 0xff << (Byte.SIZE - restBits);
        return restBits == 0 || ((own[wholeBytes] ^ other[wholeBytes]) & mask & 0xff) == 0;
    }

    @Override
    public String toString() {
        String address = network.getHostAddress();
        boolean isOne = prefixBits == (network instanceof Inet4Address ? 32 : 128);
        return isOne ? address : address + "/" + prefixBits;
    }
}
