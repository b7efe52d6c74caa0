package io.gamebackend.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Edge node: relays a player's connection to the shard his world lives on. */
public class ShardRelayHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ShardRelayHandler.class);
    private final String host;
    private final int port;
    private Channel shard;

    public ShardRelayHandler(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel player = ctx.channel();
        player.config().setAutoRead(false);
        Bootstrap b = new Bootstrap()
                .group(player.eventLoop())
                .channel(player.getClass())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 3000)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .handler(new Back(player));
        ChannelFuture f = b.connect(host, port);
        shard = f.channel();
        f.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                player.config().setAutoRead(true);
            } else {
                log.warn("shard {}:{} unreachable", host, port, done.cause());
                player.close();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!shard.isActive()) {
            ReferenceCountUtil.release(msg);
            return;
        }
        shard.writeAndFlush(msg).addListener((ChannelFutureListener) f -> {
            if (!f.isSuccess()) ctx.close();
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        log.info("player {} left", ctx.channel().remoteAddress());
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("player", cause);
        ctx.close();
    }

    private static final class Back extends ChannelInboundHandlerAdapter {
        private final Channel player;

        Back(Channel player) { this.player = player; }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            player.writeAndFlush(msg);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (player.isActive()) player.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
