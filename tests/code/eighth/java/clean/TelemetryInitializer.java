package net.flotte.telemetry;

import io.netty.channel.*;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.buffer.ByteBuf;
import io.netty.util.AttributeKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Trucks keep one channel each; when a truck dials in anew the older channel goes. */
@ChannelHandler.Sharable
public class TelemetryInitializer extends ChannelInitializer<SocketChannel> {
    private static final Logger LOG = LoggerFactory.getLogger(TelemetryInitializer.class);
    private static final AttributeKey<Long> TRUCK = AttributeKey.valueOf("truck");

    private final ConcurrentMap<Long, Channel> online = new ConcurrentHashMap<>();
    private final PositionStore store;

    public TelemetryInitializer(PositionStore store) { this.store = store; }

    @Override
    protected void initChannel(SocketChannel ch) {
        ch.config().setTcpNoDelay(true).setKeepAlive(true);
        ch.pipeline()
          .addLast(new IdleStateHandler(180, 0, 0))
          .addLast(new LengthFieldBasedFrameDecoder(8192, 0, 2, 0, 2))
          .addLast(new Frames());
    }

    private final class Frames extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf m) {
            Long truck = ctx.channel().attr(TRUCK).get();
            if (truck == null) {
                truck = m.readLong();
                ctx.channel().attr(TRUCK).set(truck);
                Channel before = online.put(truck, ctx.channel());
                if (before != null && before != ctx.channel()) {
                    LOG.info("truck {} moved from {}", truck, before.remoteAddress());
                    before.close();
                }
                return;
            }
            store.position(truck, m.readInt() / 1e6, m.readInt() / 1e6);
            ctx.writeAndFlush(ctx.alloc().buffer(1).writeByte(0x06));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            // netty has closed the socket already; only our own book-keeping is left
            Long truck = ctx.channel().attr(TRUCK).get();
            if (truck != null) online.remove(truck, ctx.channel());
            ctx.fireChannelInactive();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
            if (evt instanceof IdleStateEvent) LOG.debug("silent: {}", ctx.channel().attr(TRUCK).get());
            else ctx.fireUserEventTriggered(evt);
            if (evt instanceof IdleStateEvent) ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.warn("{}: {}", ctx.channel().remoteAddress(), cause.toString());
            ctx.close();
        }
    }

    public interface PositionStore { void position(long truck, double lat, double lon); }
}
