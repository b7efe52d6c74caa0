package io.gateway.tcp;

import io.netty.channel.*;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;

@ChannelHandler.Sharable
public class IdleClosingHandler extends SimpleChannelInboundHandler<String> {
    private final CommandTable table;

    public IdleClosingHandler(CommandTable table) { this.table = table; }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, String line) {
        if ("quit".equals(line)) {
            ctx.writeAndFlush("bye\n").addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ctx.writeAndFlush(table.run(line) + "\n");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
        if (evt instanceof IdleStateEvent) {
            ctx.close();
        } else {
            super.userEventTriggered(ctx, evt);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        table.forget(ctx.channel().id());
    }

    public static class Init extends ChannelInitializer<SocketChannel> {
        private final IdleClosingHandler handler;
        public Init(CommandTable t) { handler = new IdleClosingHandler(t); }

        @Override
        protected void initChannel(SocketChannel ch) {
            ch.pipeline().addLast(new IdleStateHandler(120, 0, 0), new LineBasedFrameDecoder(4096),
                new StringDecoder(), new StringEncoder(), handler);
        }
    }
}
