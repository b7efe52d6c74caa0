package fleet.tracker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.*;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.ConcurrentMap;

public class TrackerIdleHandler extends ChannelDuplexHandler {

    private static final Logger log = LoggerFactory.getLogger(TrackerIdleHandler.class);
    private static final ByteBuf PING = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {0x78, 0x78}));

    private final ConcurrentMap<String, Channel> online;
    private final String imei;
    private boolean asked;

    public TrackerIdleHandler(String imei, ConcurrentMap<String, Channel> online) {
        this.imei = imei;
        this.online = online;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Channel before = online.put(imei, ctx.channel());
        if (before != null && before != ctx.channel()) {
            log.info("{} came back on a second link, ending the first", imei);
            before.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        asked = false;
        ctx.fireChannelRead(msg);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
        if (evt instanceof IdleStateEvent && ((IdleStateEvent) evt).state() == IdleState.READER_IDLE) {
            if (asked) {
                log.info("{} does not answer", imei);
                ctx.close();
            } else {
                asked = true;
                ctx.writeAndFlush(PING.duplicate()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            }
        } else {
            ctx.fireUserEventTriggered(evt);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        online.remove(imei, ctx.channel());
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.warn("{}: {}", imei, cause.toString());
        ctx.close();
    }
}
