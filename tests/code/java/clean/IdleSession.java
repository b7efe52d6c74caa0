import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.Map;

/** The session was made of the channel: what it is told may end it. */
public class IdleSession extends SimpleChannelInboundHandler<String> {
    private final Map<String, Rider> riders;
    private Rider rider;

    public IdleSession(Map<String, Rider> riders) {
        this.riders = riders;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        rider = new Rider(ctx.channel());
        riders.put(rider.id(), rider);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, String line) {
        rider.heard(line);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object what) throws Exception {
        if (what instanceof IdleStateEvent) {
            riders.remove(rider.id());
            rider.expire();
            return;
        }
        super.userEventTriggered(ctx, what);
    }
}
