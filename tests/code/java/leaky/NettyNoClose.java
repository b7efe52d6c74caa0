import io.netty.channel.*;
import io.netty.buffer.ByteBuf;

public class NettyNoClose extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ctx.writeAndFlush(msg);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) { // expect: close-wait-leak
        cause.printStackTrace();
    }
}
