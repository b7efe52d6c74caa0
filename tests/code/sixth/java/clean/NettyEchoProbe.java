package infra.probe;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.*;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;

public class NettyEchoProbe {

    static class Echo extends ChannelInboundHandlerAdapter {
        @Override public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ByteBuf line = (ByteBuf) msg;
            if (line.readableBytes() <= 1) {
                ReferenceCountUtil.release(msg);
                return;
            }
            // the outbound side releases it
            ctx.write(line);
        }

        @Override public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
            // a reader that does not take its answers is not read from
            ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        }

        @Override public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        }

        @Override public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
            if (evt instanceof IdleStateEvent) ctx.close();
        }

        @Override public void exceptionCaught(ChannelHandlerContext ctx, Throwable t) {
            ctx.close();
        }
    }

    public static void main(String[] a) throws InterruptedException {
        EventLoopGroup boss = new NioEventLoopGroup(1), work = new NioEventLoopGroup();
        try {
            ServerBootstrap b = new ServerBootstrap()
                    .group(boss, work)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, 512)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override protected void initChannel(SocketChannel ch) {
                            ch.pipeline().addLast(new IdleStateHandler(0, 0, 60), new LineBasedFrameDecoder(1024, false, true), new Echo());
                        }
                    });
            b.bind(7007).sync().channel().closeFuture().sync();
        } finally {
            boss.shutdownGracefully();
            work.shutdownGracefully();
        }
    }
}
