package org.railnet.interlock;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.*;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Front door for the trackside controllers; they half-close after a batch and wait for the last ack. */
public class HalfDuplexInitializer extends ChannelInitializer<SocketChannel> {

    private static final Logger log = LoggerFactory.getLogger(HalfDuplexInitializer.class);
    static final LongAdder frames = new LongAdder();

    public static ChannelFuture start(int port) {
        EventLoopGroup boss = new NioEventLoopGroup(1);
        EventLoopGroup work = new NioEventLoopGroup();
        return new ServerBootstrap()
                .group(boss, work)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new HalfDuplexInitializer())
                .bind(port);
    }

    @Override
    protected void initChannel(SocketChannel ch) {
        ch.pipeline()
          .addLast(new LengthFieldBasedFrameDecoder(65536, 0, 2, 0, 2))
          .addLast(new BatchHandler());
    }

    static final class BatchHandler extends SimpleChannelInboundHandler<ByteBuf> {
        private int seq;

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
            frames.increment();
            seq++;
            ctx.writeAndFlush(ctx.alloc().buffer(4).writeInt(seq));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
            if (evt instanceof ChannelInputShutdownEvent) {
                log.info("{} finished its batch of {} frames", ctx.channel().remoteAddress(), seq);
                return;
            }
            super.userEventTriggered(ctx, evt);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            log.warn("controller {}", ctx.channel().remoteAddress(), cause);
            ctx.close();
        }
    }
}
