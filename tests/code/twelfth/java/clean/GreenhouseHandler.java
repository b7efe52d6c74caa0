package nl.kas.control;

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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

public class GreenhouseHandler extends SimpleChannelInboundHandler<String> {

    private static final Map<String, Channel> HOUSES = new ConcurrentHashMap<>();
    private String house;

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, String line) {
        if (line.startsWith("HOUSE ")) {
            if (house != null) {
                HOUSES.remove(house, ctx.channel());
            }
            house = line.substring(6).trim();
            Channel old = HOUSES.put(house, ctx.channel());
            if (old != null && old != ctx.channel()) {
                old.close();
            }
            ctx.writeAndFlush("WELCOME " + house + "\n");
        } else if (house == null) {
            ctx.writeAndFlush("WHO?\n").addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.writeAndFlush("ACK " + line.length() + "\n");
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
        if (evt instanceof IdleStateEvent) {
            ctx.close();
            return;
        }
        super.userEventTriggered(ctx, evt);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (house != null) {
            HOUSES.remove(house, ctx.channel());
        }
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        System.err.println(ctx.channel().remoteAddress() + ": " + cause);
        ctx.close();
    }

    public static void main(String[] args) throws InterruptedException {
        EventLoopGroup boss = new NioEventLoopGroup(1);
        EventLoopGroup work = new NioEventLoopGroup();
        try {
            new ServerBootstrap()
                    .group(boss, work)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, 512)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel ch) {
                            ch.pipeline().addLast(new IdleStateHandler(90, 0, 0), new LineBasedFrameDecoder(512),
                                    new StringDecoder(), new StringEncoder(), new GreenhouseHandler());
                        }
                    })
                    .bind(5020).sync().channel().closeFuture().sync();
        } finally {
            boss.shutdownGracefully();
            work.shutdownGracefully();
        }
    }
}
