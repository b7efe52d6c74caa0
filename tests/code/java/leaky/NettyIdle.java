import io.netty.channel.*;
import io.netty.handler.timeout.IdleStateEvent;

public class NettyIdle extends ChannelDuplexHandler {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
        if (evt instanceof IdleStateEvent) {
            System.err.println("idle: " + ctx.channel()); // expect: close-wait-leak
        }
    }
}
