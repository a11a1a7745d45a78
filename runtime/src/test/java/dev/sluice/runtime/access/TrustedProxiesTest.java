package dev.sluice.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrustedProxiesTest {
    private static final TrustedProxies PROXIES = TrustedProxies.of(" 10.0.0.0/8, ::1 ,");

    @ParameterizedTest
    @CsvSource({
        // nobody forwarded it
        "9.9.9.9, , 9.9.9.9",
        // a stranger says what it likes
        "9.9.9.9, 1.1.1.1, 9.9.9.9",
        // one proxy of ours
        "10.0.0.1, 1.1.1.1, 1.1.1.1",
        // what the client wrote itself stands before what the proxy saw
        "10.0.0.1, '6.6.6.6, 1.1.1.1', 1.1.1.1",
        // two proxies of ours
        "10.0.0.1, '1.1.1.1, 10.2.2.2', 1.1.1.1",
        "::1, '6.6.6.6,2001:db8::7', 2001:db8::7",
        // a request from within
        "10.0.0.1, 10.3.3.3, 10.3.3.3",
    })
    void theClientIsTheLastAddressThatIsNoProxy(
            String remote, @Nullable String forwardedFor, String client) {
        assertThat(PROXIES.clientOf(remote, forwardedFor)).isEqualTo(InetAddress.ofLiteral(client));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, unknown", "10.0.0.1, '1.1.1.1,'", "10.0.0.1, 1.1.1.1:80", "nowhere, ''"})
    void whatIsNoAddressIsNobody(String remote, String forwardedFor) {
        assertThat(PROXIES.clientOf(remote, forwardedFor)).isNull();
    }

    @Test
    void aBadRangeIsNamed() {
        assertThatThrownBy(() -> TrustedProxies.of("10.0.0.0/8,proxy"))
                .hasMessageContaining("proxy");
    }
}
