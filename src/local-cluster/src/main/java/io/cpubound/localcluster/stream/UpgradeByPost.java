package io.cpubound.localcluster.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;

/**
 * Lets a POST become a connection, as kubectl's SPDY does. Vert.x gives the socket out for a GET only: so it sees a GET, and a header
 * says what it was.
 */
public final class UpgradeByPost extends ChannelInboundHandlerAdapter {

    private static final String METHOD = "x-upgrade-method";
    /** Vert.x's name of its own handler, to which we pass on. */
    private static final String HANDLER = "handler";

    private UpgradeByPost() {}

    /** To be called for each new connection. */
    public static void allow(HttpConnection connection) {
        if (connection instanceof Http1xServerConnection http1) {
            http1.channel().pipeline().addBefore(HANDLER, "upgradeByPost", new UpgradeByPost());
        }
    }

    /** The method that the client has sent. */
    public static String method(HttpServerRequest request) {
        // Nobody takes it away from what comes by HTTP/2.
        String sent = Upgrade.isAskedFor(request) ? request.getHeader(METHOD) : null;
        return sent == null ? request.method().name() : sent;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            request.headers().remove(METHOD); // it is ours to say
            if (request.method().equals(HttpMethod.POST)
                    && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                    && request.headers().containsValue(HttpHeaderNames.UPGRADE, Upgrade.SPDY, true)) {
                request.headers().set(METHOD, request.method().name());
                request.setMethod(HttpMethod.GET);
            }
        }
        context.fireChannelRead(message);
    }
}
