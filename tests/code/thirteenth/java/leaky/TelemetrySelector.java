package io.windpark.scada;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.Iterator;

public final class TelemetrySelector {

    private final Selector selector = Selector.open();
    private final FrameSink sink;

    public TelemetrySelector(int port, FrameSink sink) throws IOException {
        this.sink = sink;
        ServerSocketChannel ssc = ServerSocketChannel.open();
        ssc.bind(new InetSocketAddress(port), 512);
        ssc.configureBlocking(false);
        ssc.register(selector, SelectionKey.OP_ACCEPT);
    }

    public void loop() throws IOException {
        for (;;) {
            selector.select();
            Iterator<SelectionKey> it = selector.selectedKeys().iterator();
            while (it.hasNext()) {
                SelectionKey key = it.next();
                it.remove();
                if (!key.isValid()) continue;
                if (key.isAcceptable()) {
                    SocketChannel turbine = ((ServerSocketChannel) key.channel()).accept();
                    if (turbine == null) continue;
                    turbine.configureBlocking(false);
                    turbine.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(16384));
                } else if (key.isReadable()) {
                    pump(key);
                }
            }
        }
    }

    private void pump(SelectionKey key) {
        SocketChannel turbine = (SocketChannel) key.channel();
        ByteBuffer buf = (ByteBuffer) key.attachment();
        try {
            int n = turbine.read(buf);
            if (n < 0) {
                // turbine controllers reboot every night around 03:00
                key.cancel();
                return;
            }
            buf.flip();
            sink.frames(buf);
            buf.compact();
        } catch (IOException e) {
            System.err.println("turbine read: " + e);
            try { turbine.close(); } catch (IOException ignore) { /* nothing more to do */ }
        }
    }

    public interface FrameSink {
        /** consumes whole frames; leaves the rest in the buffer */
        void frames(ByteBuffer buf);
    }
}
