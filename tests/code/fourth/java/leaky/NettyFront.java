public class ProxyFrontendHandler extends ChannelInboundHandlerAdapter {

    private final String remoteHost;
    private final int remotePort;
    private Channel outbound;

    public ProxyFrontendHandler(String remoteHost, int remotePort) {
        this.remoteHost = remoteHost;
        this.remotePort = remotePort;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        final Channel inbound = ctx.channel();
        Bootstrap b = new Bootstrap()
            .group(inbound.eventLoop())
            .channel(inbound.getClass())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 3000)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.AUTO_READ, false)
            .handler(new ProxyBackendHandler(inbound));
        ChannelFuture f = b.connect(remoteHost, remotePort);
        outbound = f.channel();
        f.addListener((ChannelFutureListener) future -> {
            if (future.isSuccess()) inbound.read();
            else inbound.close();
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!outbound.isActive()) {
            ReferenceCountUtil.release(msg);
            return;
        }
        outbound.writeAndFlush(msg).addListener((ChannelFutureListener) f -> {
            if (f.isSuccess()) ctx.channel().read();
            else f.channel().close();
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        outbound = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
