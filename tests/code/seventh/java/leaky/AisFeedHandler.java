package no.kystverk.ais;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.*;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One per connected chart plotter; relays NMEA from the regional AIS hub. */
class AisFeedHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(AisFeedHandler.class);

    private final String hubHost;
    private final int hubPort;
    private Channel hub;

    AisFeedHandler(String hubHost, int hubPort) {
        this.hubHost = hubHost;
        this.hubPort = hubPort;
    }

    @Override
    public void channelActive(ChannelHandlerContext plotter) {
        Bootstrap b = new Bootstrap()
                .group(plotter.channel().eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 4000)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .handler(new HubSide(plotter.channel()));
        ChannelFuture f = b.connect(hubHost, hubPort);
        hub = f.channel();
        f.addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess()) {
                log.warn("hub {}:{} unreachable", hubHost, hubPort, done.cause());
                plotter.close();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext plotter, Object msg) {
        if (hub.isActive()) {
            hub.writeAndFlush(msg).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        } else {
            ((ByteBuf) msg).release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext plotter) {
        log.info("plotter {} left", plotter.channel().remoteAddress());
        hub = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext plotter, Throwable t) {
        log.debug("plotter error", t);
        plotter.close();
    }

    private static final class HubSide extends ChannelInboundHandlerAdapter {
        private final Channel plotter;

        HubSide(Channel plotter) {
            this.plotter = plotter;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            plotter.writeAndFlush(msg);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            plotter.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable t) {
            ctx.close();
        }
    }
}
