package sport.ticker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Result boards in the sports bars connect and get every goal as one JSON line,
 * the full table (some 200 kB) right after connecting.
 */
public class ScoreTicker {

    private final List<SocketChannel> boards = new CopyOnWriteArrayList<>();
    private volatile byte[] table = new byte[0];

    public void listen(int port) throws IOException {
        try (ServerSocketChannel srv = ServerSocketChannel.open()) {
            srv.bind(new InetSocketAddress(port), 200);
            while (true) {
                SocketChannel ch = srv.accept();
                try {
                    ch.configureBlocking(false);
                    ch.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                    push(ch, ByteBuffer.wrap(table));
                    boards.add(ch);
                } catch (IOException e) {
                    ch.close();
                    System.err.println("board: " + e);
                }
            }
        }
    }

    private static void push(SocketChannel ch, ByteBuffer data) throws IOException {
        ch.write(data);
    }

    public void goal(String json) {
        byte[] line = (json + "\n").getBytes(StandardCharsets.UTF_8);
        for (SocketChannel ch : boards) {
            try {
                push(ch, ByteBuffer.wrap(line));
            } catch (IOException e) {
                drop(ch, e.getMessage());
            }
        }
    }

    public void newTable(String json) {
        table = (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Called each second by the housekeeping timer: boards say nothing, so readable means over. */
    public void reap() {
        ByteBuffer scrap = ByteBuffer.allocate(64);
        for (Iterator<SocketChannel> it = boards.iterator(); it.hasNext(); ) {
            SocketChannel ch = it.next();
            try {
                scrap.clear();
                if (ch.read(scrap) < 0) {
                    drop(ch, "closed");
                }
            } catch (IOException e) {
                drop(ch, e.getMessage());
            }
        }
    }

    private void drop(SocketChannel ch, String why) {
        boards.remove(ch);
        try {
            ch.close();
        } catch (IOException e) {
            System.err.println("close: " + e);
        }
        System.out.println("board dropped: " + why + ", " + boards.size() + " left");
    }
}
