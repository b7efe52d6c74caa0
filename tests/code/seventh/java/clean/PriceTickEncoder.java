package com.bourse.ticks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.*;
import io.netty.channel.group.*;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.MessageToByteEncoder;
import io.netty.handler.timeout.*;
import io.netty.util.concurrent.GlobalEventExecutor;

public class PriceTickEncoder extends MessageToByteEncoder<PriceTickEncoder.Tick> {
    public record Tick(int instrument, long priceE4, int size) { }

    private static final ChannelGroup SUBSCRIBERS = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    @Override
    protected void encode(ChannelHandlerContext ctx, Tick t, ByteBuf out) {
        out.writeInt(t.instrument());
        out.writeLong(t.priceE4());
        out.writeInt(t.size());
    }

    /** Slow readers lose ticks; those that are quiet for two minutes are thrown out. */
    static class Subscriber extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            SUBSCRIBERS.add(ctx.channel());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf heartbeat) {
            heartbeat.skipBytes(heartbeat.readableBytes());
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
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    public static void publish(Tick t) {
        SUBSCRIBERS.writeAndFlush(t, Channel::isWritable);
    }

    public static void main(String[] args) throws InterruptedException {
        EventLoopGroup boss = new NioEventLoopGroup(1);
        EventLoopGroup io = new NioEventLoopGroup();
        try {
            ServerBootstrap b = new ServerBootstrap()
                    .group(boss, io)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, 1024)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel ch) {
                            ch.pipeline().addLast(new IdleStateHandler(120, 0, 0), new PriceTickEncoder(), new Subscriber());
                        }
                    });
            b.bind(7411).sync().channel().closeFuture().sync();
        } finally {
            SUBSCRIBERS.close().awaitUninterruptibly();
            io.shutdownGracefully();
            boss.shutdownGracefully();
        }
    }
}
