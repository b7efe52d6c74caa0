import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;

class NettyBacklog {
    ServerBootstrap make() {
        return new ServerBootstrap()
            .option(ChannelOption.SO_BACKLOG, 1) // expect: accept-queue-overflow
            .childOption(ChannelOption.TCP_NODELAY, true);
    }
}
