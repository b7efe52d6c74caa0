public class FrontHandler extends ChannelInboundHandlerAdapter {
    private final String host;
    private final int port;
    private Channel out;

    public FrontHandler(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel in = ctx.channel();
        ChannelFuture f = new Bootstrap()
            .group(in.eventLoop())
            .channel(in.getClass())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 3000)
            .option(ChannelOption.AUTO_READ, false)
            .handler(new BackHandler(in))
            .connect(host, port);
        out = f.channel();
        f.addListener((ChannelFutureListener) c -> {
            if (c.isSuccess()) in.read();
            else in.close();
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        out.writeAndFlush(msg).addListener((ChannelFutureListener) f -> {
            if (f.isSuccess()) ctx.channel().read();
            else f.channel().close();
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
        if (evt instanceof IdleStateEvent) ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closeOnFlush(out);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        closeOnFlush(ctx.channel());
    }

    static void closeOnFlush(Channel ch) {
        if (ch != null && ch.isActive())
            ch.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        else if (ch != null)
            ch.close();
    }
}
