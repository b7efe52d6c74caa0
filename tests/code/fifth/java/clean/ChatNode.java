package chat.node;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.*;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;

public class ChatNode {
    // closed channels leave the group by themselves
    private static final ChannelGroup ROOM = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    static class Member extends SimpleChannelInboundHandler<String> {
        private int strikes;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ROOM.add(ctx.channel());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, String line) {
            if (line.equals("/quit")) {
                ctx.writeAndFlush("bye\n").addListener(ChannelFutureListener.CLOSE);
                return;
            }
            if (line.length() > 400 && ++strikes == 3) {
                ctx.close();
                return;
            }
            ROOM.writeAndFlush(ctx.channel().id().asShortText() + ": " + line + "\n", c -> {
                if (c.isWritable()) return true;
                c.close();      // 64 KB behind, he won't catch up
                return false;
            });
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object e) {
            if (e instanceof IdleStateEvent idle) {
                if (idle.state() == IdleState.READER_IDLE) ctx.close();
                else ctx.writeAndFlush("\n");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable t) {
            System.err.println(ctx.channel() + " " + t);
            ctx.close();
        }
    }

    public static void main(String[] args) throws InterruptedException {
        EventLoopGroup boss = new NioEventLoopGroup(1);
        EventLoopGroup workers = new NioEventLoopGroup();
        try {
            Channel srv = new ServerBootstrap()
                    .group(boss, workers)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, 1024)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel ch) {
                            ch.pipeline().addLast(new IdleStateHandler(180, 60, 0), new LineBasedFrameDecoder(1024),
                                    new StringDecoder(), new StringEncoder(), new Member());
                        }
                    })
                    .bind(5223).sync().channel();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> ROOM.close().awaitUninterruptibly(3000)));
            srv.closeFuture().sync();
        } finally {
            ROOM.close();
            boss.shutdownGracefully();
            workers.shutdownGracefully();
        }
    }
}
