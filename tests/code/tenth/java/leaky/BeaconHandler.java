package io.skiresort.beacons;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance per piste beacon; the beacons dial in over LTE. */
final class BeaconHandler extends SimpleChannelInboundHandler<ByteBuf> {

    private static final Logger LOG = LoggerFactory.getLogger(BeaconHandler.class);

    private final Rescue rescue;
    private int beacon = -1;

    BeaconHandler(Rescue rescue) {
        this.rescue = rescue;
    }

    static ChannelInitializer<SocketChannel> pipeline(Rescue rescue) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel ch) {
                ch.config().setKeepAlive(true).setTcpNoDelay(true);
                ch.pipeline()
                        .addLast(new LengthFieldBasedFrameDecoder(512, 0, 2, 0, 2))
                        .addLast(new IdleStateHandler(180, 0, 0, TimeUnit.SECONDS))
                        .addLast(new BeaconHandler(rescue));
            }
        };
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf msg) {
        int kind = msg.readUnsignedByte();
        switch (kind) {
            case 1 -> {
                beacon = msg.readInt();
                rescue.online(beacon);
                ctx.writeAndFlush(ctx.alloc().buffer(3).writeShort(1).writeByte(0x81));
            }
            case 2 -> rescue.signal(beacon, msg.readUnsignedShort());
            default -> throw new IllegalArgumentException("kind " + kind);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
        if (evt instanceof IdleStateEvent) {
            LOG.info("beacon {} has been silent for three minutes", beacon);
            rescue.offline(beacon);
            return;
        }
        super.userEventTriggered(ctx, evt);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        rescue.offline(beacon);
        LOG.debug("beacon {} gone", beacon);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.warn("beacon {}", beacon, cause);
        ctx.close();
    }

    interface Rescue {
        void online(int beacon);
        void offline(int beacon);
        void signal(int beacon, int strength);
    }
}
