package dev.sluice.runtime.connection;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;

/// Puts a [ConnectionGuard] before each connection that this process accepts. Netty finds this
/// class by `META-INF/services`, if it is told to look ([#enable]).
///
/// Why there: Quarkus' `quarkus.http.limits.max-connections` counts a connection only when its
/// first bytes have come, and never counts one down whose close handler a route replaced; and
/// neither Quarkus nor Vert.x bounds the time of a request's head (docs/decisions/015).
public final class ConnectionGuards extends ChannelInitializerExtension {
    /// Before Netty accepts anything, else it has no effect.
    public static void enable() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        Connections connections = Connections.ofProcess();
        if (connections != null && channel instanceof SocketChannel) {
            new ConnectionGuard(connections).guard(channel);
        }
    }
}
