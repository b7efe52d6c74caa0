package io.fleetwise.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.AttributeKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Last handler of the pipeline:
 * IdleStateHandler(300, 0, 0) - LengthFieldBasedFrameDecoder - this.
 */
public class TrackerChannelHandler extends SimpleChannelInboundHandler<ByteBuf> {

    private static final Logger LOG = LoggerFactory.getLogger(TrackerChannelHandler.class);
    private static final AttributeKey<Long> UNIT = AttributeKey.valueOf("unit");

    private final SessionRegistry sessions;
    private final PositionQueue positions;

    public TrackerChannelHandler(SessionRegistry sessions, PositionQueue positions) {
        this.sessions = sessions;
        this.positions = positions;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
        int type = frame.readUnsignedByte();
        if (type == 0x01) {
            long unit = frame.readLong();
            ctx.channel().attr(UNIT).set(unit);
            sessions.put(unit, ctx.channel());
            ctx.writeAndFlush(ctx.alloc().buffer(1).writeByte(0x01));
            return;
        }
        Long unit = ctx.channel().attr(UNIT).get();
        if (unit == null) {
            LOG.warn("{} sends positions before login", ctx.channel().remoteAddress());
            ctx.close();
            return;
        }
        positions.offer(unit, frame.readInt(), frame.readInt(), frame.readUnsignedInt());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
        if (evt instanceof IdleStateEvent && ((IdleStateEvent) evt).state() == IdleState.READER_IDLE) {
            Long unit = ctx.channel().attr(UNIT).get();
            LOG.info("unit {} quiet for five minutes, session ends", unit);
            if (unit != null) {
                sessions.remove(unit, ctx.channel());
            }
            return;
        }
        super.userEventTriggered(ctx, evt);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        Long unit = ctx.channel().attr(UNIT).get();
        if (unit != null) {
            sessions.remove(unit, ctx.channel());
        }
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.warn("{}: {}", ctx.channel().remoteAddress(), cause.toString());
        ctx.close();
    }
}
