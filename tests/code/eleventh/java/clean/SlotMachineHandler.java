package com.brightreels.g2s;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.*;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;

public class SlotMachineHandler extends SimpleChannelInboundHandler<String> {
    private final Floor floor;
    private String egm;

    SlotMachineHandler(Floor floor) {
        this.floor = floor;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, String msg) {
        if (egm == null) {
            if (!floor.knows(msg)) {
                ctx.writeAndFlush("UNKNOWN\n").addListener(ChannelFutureListener.CLOSE);
                return;
            }
            egm = msg;
            floor.online(egm, ctx.channel());
            ctx.writeAndFlush("HELLO " + egm + "\n");
            return;
        }
        floor.event(egm, msg);
        ctx.writeAndFlush("ACK\n");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
        if (evt instanceof IdleStateEvent) {
            ctx.close();        // channelInactive does the rest
        } else {
            super.userEventTriggered(ctx, evt);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (egm != null) floor.offline(egm, ctx.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable t) {
        floor.trouble(egm, t);
        ctx.close();
    }

    static void serve(int port, Floor floor) throws InterruptedException {
        EventLoopGroup boss = new NioEventLoopGroup(1);
        EventLoopGroup work = new NioEventLoopGroup();
        try {
            new ServerBootstrap().group(boss, work)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, 512)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel ch) {
                            ch.pipeline().addLast(
                                    new IdleStateHandler(180, 0, 0),
                                    new LineBasedFrameDecoder(4096),
                                    new StringDecoder(), new StringEncoder(),
                                    new SlotMachineHandler(floor));
                        }
                    })
                    .bind(port).sync().channel().closeFuture().sync();
        } finally {
            boss.shutdownGracefully();
            work.shutdownGracefully();
        }
    }
}
