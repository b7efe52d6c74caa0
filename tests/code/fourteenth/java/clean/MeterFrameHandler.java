package energy.volta.headend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Terminates DLMS links of the street cabinets. One instance per channel. */
final class MeterFrameHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(MeterFrameHandler.class);

    private final CabinetRegistry registry;
    private Cabinet cabinet;

    MeterFrameHandler(CabinetRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        cabinet = registry.register(ctx.channel());
        LOG.debug("cabinet {} up", cabinet.name());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf msg) {
        if (msg.readableBytes() < 3) {
            LOG.warn("runt frame from {}", cabinet.name());
            ctx.close();
            return;
        }
        ByteBuf answer = cabinet.process(msg, ctx.alloc());
        ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
        if (evt instanceof IdleStateEvent) {
            LOG.info("cabinet {} idle, dropping link", cabinet.name());
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(evt);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        registry.unregister(cabinet);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.warn("cabinet link failed", cause);
        ctx.close();
    }
}
