import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
class B { void b(Bootstrap b) { b.option(ChannelOption.TCP_NODELAY, false); b.connect("h", 1); } } // expect: nagle-delayed-ack
