import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.*;
import io.netty.channel.socket.ChannelInputShutdownEvent;

class NettyHalf {
    void start(EventLoopGroup g) {
        new ServerBootstrap().group(g)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new Handler());
    }

    static class Handler extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
            if (evt instanceof ChannelInputShutdownEvent) { // expect: close-wait-leak
                System.out.println("input shut down");
            }
        }
    }
}
