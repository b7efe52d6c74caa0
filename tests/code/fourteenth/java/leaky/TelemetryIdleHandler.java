package io.veloframe.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.ConcurrentMap;

public class TelemetryIdleHandler extends SimpleChannelInboundHandler<TelemetryFrame> {

    private static final Logger log = LoggerFactory.getLogger(TelemetryIdleHandler.class);

    private final ConcurrentMap<String, BikeSession> sessions;
    private final FrameSink sink;
    private BikeSession session;

    public TelemetryIdleHandler(ConcurrentMap<String, BikeSession> sessions, FrameSink sink) {
        this.sessions = sessions;
        this.sink = sink;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel ch = ctx.channel();
        session = new BikeSession(ch.id().asShortText(), ch.remoteAddress());
        sessions.put(session.id(), session);
        log.info("bike connected {} ({} online)", session.id(), sessions.size());
        ctx.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TelemetryFrame frame) {
        session.touch();
        sink.accept(session.id(), frame);
    }

    // IdleStateHandler(180, 0, 0) sits in front of us, see GatewayInitializer
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
        if (evt instanceof IdleStateEvent && ((IdleStateEvent) evt).state() == IdleState.READER_IDLE) {
            log.info("bike {} silent for 3 minutes, session expired", session.id());
            sessions.remove(session.id());
            session.expire();
            return;
        }
        super.userEventTriggered(ctx, evt);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        sessions.remove(session.id());
        log.info("bike {} gone", session.id());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.warn("bike {} failed: {}", session == null ? "?" : session.id(), cause.toString());
        ctx.close();
    }
}
