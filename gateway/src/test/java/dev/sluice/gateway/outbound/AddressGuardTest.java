package dev.sluice.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each range at its first and last address, and one past each.
final class AddressGuardTest {
    private static final AddressGuard PUBLIC_ONLY = new AddressGuard(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.0.0",
                "169.254.169.254",
                "169.254.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.0",
                "192.0.0.255",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.0",
                "192.168.255.255",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.0",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "::8.8.8.8",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:0:7f00:1::",
                "2001:1ff:ffff::",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "3fff::1",
                "3fff:fff::1",
                "4000::1",
                "5f00::1",
                "fc00::1",
                "fdff:ffff::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "ff0e::1"
            })
    void whatIsNotPublicIsNotCalled(String address) {
        assertThat(PUBLIC_ONLY.mayCall(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "203.0.114.0",
                "223.255.255.255",
                "8.8.8.8",
                "2001:200::1",
                "2001:db7::1",
                "2001:db9::1",
                "2003::1",
                "2606:4700::1",
                "2a00::1",
                "3ffe:ffff::1",
                "3fff:1000::1"
            })
    void whatIsPublicIs(String address) {
        assertThat(PUBLIC_ONLY.mayCall(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void aMappedAddressThatTheJdkLeftAsItIsIsNotPublic() throws Exception {
        // Given: the factory without a scope would make an IPv4 address of it
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        mapped[12] = 8;
        InetAddress address = Inet6Address.getByAddress(null, mapped, 1);

        // Then
        assertThat(address).isInstanceOf(Inet6Address.class);
        assertThat(PUBLIC_ONLY.mayCall(address)).isFalse();
    }

    @Test
    void theOperatorAllowsNetworksByName() {
        // Given
        AddressGuard guard = new AddressGuard(List.of("10.1.0.0/16", "::1"));

        // Then
        assertThat(guard.mayCall(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
        assertThat(guard.isNamed(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
        assertThat(guard.mayCall(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(guard.mayCall(InetAddress.ofLiteral("10.2.0.0"))).isFalse();
        assertThat(guard.mayCall(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
        assertThat(guard.isNamed(InetAddress.ofLiteral("8.8.8.8"))).isFalse();
        assertThat(guard.namesAny()).isTrue();
        assertThat(PUBLIC_ONLY.namesAny()).isFalse();
        assertThatThrownBy(() -> new AddressGuard(List.of("localhost")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
