package exchange.gw;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.*;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.buffer.ByteBuf;

public class OrderFrameHandler extends SimpleChannelInboundHandler<ByteBuf> {

    public static void main(String[] args) throws Exception {
        EventLoopGroup boss = new NioEventLoopGroup(1), io = new NioEventLoopGroup();
        try {
            new ServerBootstrap().group(boss, io)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override protected void initChannel(SocketChannel ch) {
                        ch.pipeline()
                          .addLast(new IdleStateHandler(60, 0, 0))
                          .addLast(new LengthFieldBasedFrameDecoder(1 << 16, 0, 4, 0, 4))
                          .addLast(new OrderFrameHandler());
                    }
                })
                .bind(9400).sync().channel().closeFuture().sync();
        } finally {
            boss.shutdownGracefully();
            io.shutdownGracefully();
        }
    }

    @Override protected void channelRead0(ChannelHandlerContext ctx, ByteBuf order) {
        long id = order.readLong();
        ByteBuf ack = ctx.alloc().buffer(12);
        ack.writeInt(8).writeLong(id);
        ctx.writeAndFlush(ack).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
        if (evt instanceof IdleStateEvent) ctx.close();
        else super.userEventTriggered(ctx, evt);
    }

    @Override public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
