package greenhouse.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Publishes the climate table (about 80 kB of JSON) to every dashboard twice a second. */
public class SensorFanout {

    private final List<SocketChannel> dashboards = new ArrayList<>();
    private final ServerSocketChannel door;

    public SensorFanout(int port) throws IOException {
        door = ServerSocketChannel.open();
        door.bind(new InetSocketAddress(port), 128);
        door.configureBlocking(false);
    }

    public void run(ClimateTable table) throws Exception {
        while (true) {
            SocketChannel fresh;
            while ((fresh = door.accept()) != null) {
                fresh.configureBlocking(false);
                dashboards.add(fresh);
            }
            byte[] json = (table.toJson() + "\n").getBytes(StandardCharsets.UTF_8);
            publish(ByteBuffer.wrap(json));
            Thread.sleep(500);
        }
    }

    private void publish(ByteBuffer snapshot) {
        for (Iterator<SocketChannel> it = dashboards.iterator(); it.hasNext(); ) {
            SocketChannel d = it.next();
            try {
                d.write(snapshot.duplicate());
            } catch (IOException e) {
                it.remove();
                try { d.close(); } catch (IOException ignored) { }
            }
        }
    }

    interface ClimateTable { String toJson(); }
}
