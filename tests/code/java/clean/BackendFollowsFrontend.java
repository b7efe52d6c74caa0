import io.netty.bootstrap.Bootstrap;
import io.netty.channel.*;

class BackendFollowsFrontend extends ChannelInboundHandlerAdapter {
    private Channel backend;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ChannelFuture f = new Bootstrap().group(ctx.channel().eventLoop()).connect("db", 5432);
        backend = f.channel();
        f.addListener(r -> {
            if (!r.isSuccess()) ctx.close();
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        backend.writeAndFlush(msg);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (backend != null) backend.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable t) {
        ctx.close();
    }
}
