package com.bourse.fanout;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Pushes each quote to every subscriber; runs on the single feed thread. */
public class QuoteFanout {
    private final ServerSocketChannel door;
    private final List<SocketChannel> subs = new ArrayList<>();

    public QuoteFanout(int port) throws IOException {
        door = ServerSocketChannel.open();
        door.bind(new InetSocketAddress(port), 128);
        door.configureBlocking(false);
    }

    public void admitNew() throws IOException {
        SocketChannel c;
        while ((c = door.accept()) != null) {
            try {
                c.configureBlocking(false);
                c.setOption(StandardSocketOptions.TCP_NODELAY, true);
                subs.add(c);
            } catch (IOException e) {
                c.close();
            }
        }
    }

    public void publish(byte[] frame) {
        ByteBuffer b = ByteBuffer.wrap(frame);
        for (Iterator<SocketChannel> it = subs.iterator(); it.hasNext(); ) {
            SocketChannel c = it.next();
            b.rewind();
            try {
                c.write(b);
            } catch (IOException gone) {
                it.remove();
                try { c.close(); } catch (IOException ignored) { }
            }
        }
    }
}
