package net.stadtwerk.ami;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/**
 * Sits behind IdleStateHandler(900, 0, 0) and the DLMS frame decoder.
 * Meters talk every five minutes; three missed beats and we consider them gone.
 */
public class MeterIdleHandler extends SimpleChannelInboundHandler<DlmsFrame> {

    private static final Logger log = LoggerFactory.getLogger(MeterIdleHandler.class);

    private final Map<String, MeterSession> sessions;
    private String meterId;

    public MeterIdleHandler(Map<String, MeterSession> sessions) {
        this.sessions = sessions;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DlmsFrame frame) {
        if (meterId == null) {
            meterId = frame.meterId();
            sessions.put(meterId, new MeterSession(ctx.channel()));
        }
        MeterSession s = sessions.get(meterId);
        if (s != null) {
            s.accept(frame);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
        if (evt instanceof IdleStateEvent && ((IdleStateEvent) evt).state() == IdleState.READER_IDLE) {
            log.info("meter {} silent for 15 min, dropping its session", meterId);
            if (meterId != null) {
                sessions.remove(meterId);
            }
            return;
        }
        super.userEventTriggered(ctx, evt);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (meterId != null) {
            sessions.remove(meterId);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.warn("meter {}: {}", meterId, cause.toString());
        ctx.close();
    }
}
