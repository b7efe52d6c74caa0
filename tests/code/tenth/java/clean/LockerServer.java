package parcel.locker;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

public class LockerServer {

    private final Map<String, Channel> lockers = new ConcurrentHashMap<>();
    private final ChannelGroup all = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final EventLoopGroup boss = new NioEventLoopGroup(1);
    private final EventLoopGroup work = new NioEventLoopGroup();

    private final class Locker extends SimpleChannelInboundHandler<String> {
        private String id;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            all.add(ctx.channel());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, String line) {
            if (line.startsWith("ID ") && id == null) {
                id = line.substring(3).trim();
                Channel before = lockers.put(id, ctx.channel());
                if (before != null) {
                    before.close();
                }
                ctx.writeAndFlush("HELLO " + id + "\n");
            } else if (line.equals("BEAT")) {
                ctx.writeAndFlush("BEAT\n");
            } else if (id == null) {
                ctx.writeAndFlush("WHO\n").addListener(ChannelFutureListener.CLOSE);
            } else {
                System.out.println("locker " + id + ": " + line);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (id != null) {
                lockers.remove(id, ctx.channel());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable t) {
            System.err.println("locker " + id + (t instanceof ReadTimeoutException ? ": no heartbeat" : ": " + t));
            ctx.close();
        }
    }

    public boolean openDoor(String locker, int door) {
        Channel ch = lockers.get(locker);
        if (ch == null || !ch.isActive()) {
            return false;
        }
        ch.writeAndFlush("OPEN " + door + "\n").addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        return true;
    }

    public void start(int port) throws InterruptedException {
        Channel srv = new ServerBootstrap()
                .group(boss, work)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 512)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel ch) {
                        ch.pipeline().addLast(new ReadTimeoutHandler(120), new LineBasedFrameDecoder(256),
                                new StringDecoder(), new StringEncoder(), new Locker());
                    }
                })
                .bind(port).sync().channel();
        all.add(srv);
    }

    public void stop() {
        all.close().awaitUninterruptibly(5_000);
        boss.shutdownGracefully();
        work.shutdownGracefully();
    }
}
