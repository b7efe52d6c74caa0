package iot.front;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.*;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** One instance per device connection; brings it to a broker. Either end takes the other one with it. */
public class MqttFrontHandler extends ChannelInboundHandlerAdapter {
  private final String broker;
  private volatile Channel out;

  public MqttFrontHandler(String broker) {
    this.broker = broker;
  }

  public static ChannelInitializer<Channel> initializer(String broker) {
    return new ChannelInitializer<>() {
      @Override protected void initChannel(Channel ch) {
        ch.config().setOption(ChannelOption.AUTO_READ, false);
        ch.pipeline().addLast(new IdleStateHandler(0, 0, 400, TimeUnit.SECONDS), new MqttFrontHandler(broker));
      }
    };
  }

  @Override public void channelActive(ChannelHandlerContext ctx) {
    Channel in = ctx.channel();
    ChannelFuture f = new Bootstrap()
        .group(in.eventLoop())
        .channel(in.getClass())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5000)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.AUTO_READ, false)
        .handler(new Backend(in))
        .connect(broker, 1883);
    out = f.channel();
    f.addListener((ChannelFutureListener) c -> {
      if (!c.isSuccess()) in.close();
      else if (!in.isActive()) c.channel().close();
      else in.read();
    });
  }

  @Override public void channelRead(ChannelHandlerContext ctx, Object msg) {
    relay(ctx.channel(), out, msg);
  }

  @Override public void channelInactive(ChannelHandlerContext ctx) {
    if (out != null) flushAndClose(out);
  }

  @Override public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
    if (evt instanceof IdleStateEvent) ctx.close();
    else super.userEventTriggered(ctx, evt);
  }

  @Override public void exceptionCaught(ChannelHandlerContext ctx, Throwable t) {
    flushAndClose(ctx.channel());
  }

  private static void relay(Channel from, Channel to, Object msg) {
    if (!to.isActive()) {
      ReferenceCountUtil.release(msg);
      from.close();
      return;
    }
    to.writeAndFlush(msg).addListener((ChannelFutureListener) f -> {
      if (f.isSuccess()) from.read();
      else f.channel().close();
    });
  }

  static void flushAndClose(Channel ch) {
    if (ch.isActive()) ch.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    else ch.close();
  }

  private static final class Backend extends ChannelInboundHandlerAdapter {
    private final Channel device;

    Backend(Channel device) { this.device = device; }

    @Override public void channelActive(ChannelHandlerContext ctx) { ctx.read(); }

    @Override public void channelRead(ChannelHandlerContext ctx, Object msg) { relay(ctx.channel(), device, msg); }

    @Override public void channelInactive(ChannelHandlerContext ctx) { flushAndClose(device); }

    @Override public void exceptionCaught(ChannelHandlerContext ctx, Throwable t) { ctx.close(); }
  }
}
