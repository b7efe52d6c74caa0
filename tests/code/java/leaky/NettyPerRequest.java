import io.netty.bootstrap.Bootstrap;
import io.netty.channel.*;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;

class NettyPerRequest {
    void ask(String host, Object msg) throws Exception {
        EventLoopGroup g = new NioEventLoopGroup(); // expect: connection-churn
        try {
            Bootstrap b = new Bootstrap().group(g).channel(NioSocketChannel.class);
            Channel ch = b.connect(host, 80).sync().channel();
            ch.writeAndFlush(msg).sync();
            ch.close().sync();
        } finally {
            g.shutdownGracefully();
        }
    }
}
