import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;

class NettyOptions {
    ServerBootstrap make() {
        return new ServerBootstrap()
            .childOption(ChannelOption.SO_RCVBUF, 4096) // expect: receive-window-limited
            .childOption(ChannelOption.SO_LINGER, 0); // expect: reset-with-unread-data
    }
}
