package dev.sluice.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.168.1.0/25, 192.168.1.127, true",
        "192.168.1.0/25, 192.168.1.128, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "1.2.3.4, 1.2.3.4, true",
        "1.2.3.4, 1.2.3.5, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::/0, ::1, true",
        "::/0, 1.2.3.4, false",
        "1.2.3.0/24, ::ffff:1.2.3.4, true",
        "::ffff:1.2.3.0/24, 1.2.3.4, true",
    })
    void holdsTheAddressesThatShareItsPrefix(String range, String address, boolean isInside) {
        assertThat(AddressRange.of(range).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(isInside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "localhost",
                "example.org/8",
                "10.1",
                "10.0.0.0.0",
                "256.0.0.1",
                "10.0.0.0/",
                "10.0.0.0/x",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "fe80::1%eth0",
                "::/129",
                ":::"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> AddressRange.of(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Against an oracle that compares bit by bit.
    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void agreesWithAComparisonOfBits(int bytes) throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 2000; i++) {
            byte[] network = new byte[bytes];
            random.nextBytes(network);
            if (bytes == 16) {
                network[0] = 0x20;
            }
            byte[] other = network.clone();
            int flipped = random.nextInt(bytes * 8);
            other[flipped / 8] ^= (byte) (0x80 >> (flipped % 8));
            int prefix = random.nextInt(bytes * 8 + 1);

            // When
            AddressRange range = new AddressRange(InetAddress.getByAddress(network), prefix);

            // Then
            assertThat(range.contains(InetAddress.getByAddress(other)))
                    .as("%s and bit %d", range, flipped)
                    .isEqualTo(shareFirst(prefix, network, other));
            assertThat(AddressRange.of(range.toString())).isEqualTo(range);
        }
    }

    private static boolean shareFirst(int prefix, byte[] one, byte[] other) {
        BitSet different = new BitSet();
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            different.set(bit, (one[bit / 8] & mask) != (other[bit / 8] & mask));
        }
        return different.isEmpty();
    }
}
