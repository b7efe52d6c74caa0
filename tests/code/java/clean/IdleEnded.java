import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.Map;

/** Who is told that a connection is idle ends it when it forgets it. */
public class IdleEnded extends SimpleChannelInboundHandler<String> {
    private final Map<String, Long> seen;
    private String unit;

    public IdleEnded(Map<String, Long> seen) {
        this.seen = seen;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, String line) {
        unit = line;
        seen.put(unit, System.nanoTime());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object what) throws Exception {
        if (what instanceof IdleStateEvent) {
            System.out.println(unit + " is closed for lack of news");
            seen.remove(unit);
            ctx.close();
            return;
        }
        super.userEventTriggered(ctx, what);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
        ctx.close();
    }
}
