package dev.sluice.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.runtime.connection.Connections.Closing;
import dev.sluice.runtime.connection.Connections.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Walks the diagram of [ConnectionGuard]; time is the channel's own and stands still between.
final class ConnectionGuardTest {
    private static final int HEAD_SECONDS = 10;
    private static final int IDLE_SECONDS = 75;
    private static final int STALL_SECONDS = 60;

    private final Connections connections =
            new Connections(
                    new Limits(
                            2,
                            Duration.ofSeconds(HEAD_SECONDS),
                            Duration.ofSeconds(IDLE_SECONDS),
                            Duration.ofSeconds(STALL_SECONDS)));

    /// What is accepted, with its guard before everything else.
    private final class Client {
        private final ConnectionGuard guard = new ConnectionGuard(connections);
        private final EmbeddedChannel channel = new EmbeddedChannel(guard);

        Client() {
            channel.freezeTime();
        }

        void sends(String text) {
            var _ = channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        }

        void waits(int seconds) {
            channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
            channel.runPendingTasks();
        }

        void asks(boolean overHttp2) {
            guard.onRequest(overHttp2);
        }

        void isAnswered() {
            guard.onAnswered(channel);
        }

        boolean isOpen() {
            return channel.isOpen();
        }

        String got() {
            StringBuilder text = new StringBuilder();
            for (ByteBuf bytes = channel.readOutbound();
                    bytes != null;
                    bytes = channel.readOutbound()) {
                text.append(bytes.toString(StandardCharsets.US_ASCII));
                bytes.release();
            }
            return text.toString();
        }
    }

    @Test
    void whoSaysNothingIsGoneAfterTheTimeForAHead() {
        // Given
        Client client = new Client();
        client.waits(HEAD_SECONDS - 1);
        assertThat(client.isOpen()).isTrue();

        // When
        client.waits(1);

        // Then
        assertThat(client.isOpen()).isFalse();
        assertThat(client.got()).isEmpty();
        assertThat(connections.closedCount(Closing.IDLE)).isOne();
    }

    @Test
    void aByteNowAndThenIsNoRequest() {
        // Given
        Client client = new Client();

        // When
        for (int second = 0; second < HEAD_SECONDS && client.isOpen(); second++) {
            client.sends("G");
            client.waits(1);
        }

        // Then
        assertThat(client.isOpen()).isFalse();
        assertThat(client.got())
                .startsWith("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n")
                .endsWith(
                        "{\"error\":{\"message\":\"the request's head did not arrive within"
                                + " 10000 ms\",\"type\":\"invalid_request_error\",\"param\":null,"
                                + "\"code\":\"request_timeout\"}}");
        assertThat(connections.closedCount(Closing.SLOW_HEAD)).isOne();
    }

    @Test
    void aRequestMayTakeAsLongAsItTakes() {
        // Given
        Client client = new Client();
        client.sends("GET");
        client.asks(false);

        // When
        client.waits(10 * IDLE_SECONDS);
        client.sends("a piece of its body");
        client.waits(10 * IDLE_SECONDS);

        // Then
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void betweenRequestsAConnectionIsKeptForAWhile() {
        // Given
        Client client = new Client();
        client.asks(false);
        client.isAnswered();
        client.waits(IDLE_SECONDS - 1);
        assertThat(client.isOpen()).isTrue();

        // When
        client.waits(1);

        // Then
        assertThat(client.isOpen()).isFalse();
        assertThat(client.got()).isEmpty();
    }

    @Test
    void theNextHeadHasItsTimeFromItsFirstByte() {
        // Given
        Client client = new Client();
        client.asks(false);
        client.isAnswered();
        client.waits(IDLE_SECONDS - 1);

        // When
        client.sends("G");
        client.waits(HEAD_SECONDS - 1);
        client.sends("E");
        assertThat(client.isOpen()).isTrue();
        client.waits(1);

        // Then
        assertThat(client.isOpen()).isFalse();
        assertThat(client.got()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void inHttp2FramesWithoutARequestDoNotCount() {
        // Given
        Client client = new Client();
        client.sends("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        client.asks(true);
        client.asks(true);
        client.isAnswered();
        client.waits(IDLE_SECONDS);
        assertThat(client.isOpen()).isTrue();
        client.isAnswered();

        // When
        for (int second = 0; second < IDLE_SECONDS; second += 5) {
            assertThat(client.isOpen()).isTrue();
            client.sends("PING");
            client.waits(5);
        }

        // Then
        assertThat(client.isOpen()).isFalse();
        assertThat(client.got()).isEmpty();
    }

    /// HTTP/1.1's answer would be no frame.
    @Test
    void aSlowHeadInHttp2IsClosedWithoutAWord() {
        // Given
        Client client = new Client();
        client.sends("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

        // When
        client.waits(HEAD_SECONDS);

        // Then
        assertThat(client.isOpen()).isFalse();
        assertThat(client.got()).isEmpty();
        assertThat(connections.closedCount(Closing.SLOW_HEAD)).isOne();
    }

    @Test
    void oneTooManyIsToldSoAndThePlaceOfOneThatLeavesIsFree() {
        // Given
        Client first = new Client();
        Client second = new Client();

        // When
        Client third = new Client();
        var _ = first.channel.close();
        Client fourth = new Client();

        // Then
        assertThat(third.isOpen()).isFalse();
        assertThat(third.got())
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .contains("there are 2 connections, the most that are allowed");
        assertThat(second.isOpen()).isTrue();
        assertThat(fourth.isOpen()).isTrue();
        assertThat(connections.openCount()).isEqualTo(2);
    }

    @Test
    void whoReadsNothingForLongIsClosed() {
        // Given
        Client client = new Client();
        client.asks(false);
        var _ = client.channel.write(Unpooled.wrappedBuffer(new byte[1 << 20]));
        client.waits(STALL_SECONDS - 1);
        assertThat(client.isOpen()).isTrue();

        // When
        client.waits(1);

        // Then
        assertThat(client.isOpen()).isFalse();
        assertThat(connections.closedCount(Closing.STALLED)).isOne();
    }

    @Test
    void whoReadsOnIsNot() {
        // Given
        Client client = new Client();
        client.asks(false);
        var _ = client.channel.write(Unpooled.wrappedBuffer(new byte[1 << 20]));
        client.waits(STALL_SECONDS - 1);

        // When
        var _ = client.channel.flush();
        client.waits(STALL_SECONDS);

        // Then
        assertThat(client.isOpen()).isTrue();
    }

    /// A closed connection would be held for as long as its timer runs.
    @Test
    void whoIsGoneIsNotWaitedFor() {
        // Given
        Client client = new Client();
        client.asks(false);
        var _ = client.channel.write(Unpooled.wrappedBuffer(new byte[1 << 20]));

        // When
        client.channel.pipeline().fireChannelInactive();
        client.isAnswered();
        client.channel.pipeline().fireChannelWritabilityChanged();

        // Then
        assertThat(client.channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void boundsThatBoundNothingAreRefused(int value) {
        Duration good = Duration.ofSeconds(1);
        Duration bad = Duration.ofSeconds(value);
        assertThatThrownBy(() -> new Limits(value, good, good, good))
                .hasMessageContaining("sluice.http.connections-max");
        assertThatThrownBy(() -> new Limits(1, bad, good, good))
                .hasMessageContaining("sluice.http.head-timeout");
        assertThatThrownBy(() -> new Limits(1, good, bad, good))
                .hasMessageContaining("sluice.http.idle-timeout");
        assertThatThrownBy(() -> new Limits(1, good, good, bad))
                .hasMessageContaining("sluice.http.stall-timeout");
    }

    @Test
    void noMoreConnectionsThanTheProcessMayHaveFiles() {
        assertThat(Connections.withinFiles(7)).isEqualTo(7);
        assertThat(Connections.withinFiles(Integer.MAX_VALUE)).isLessThan(Integer.MAX_VALUE);
    }
}
