package aero.approach.radar;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subscribes to the plots of one radar head and reconnects when the connection ends. */
public class RadarFeedClient extends Thread {
    private static final Logger log = LoggerFactory.getLogger(RadarFeedClient.class);

    private final InetSocketAddress head;
    private final Consumer<byte[]> plots;
    private volatile boolean running = true;
    private volatile Socket current;

    public RadarFeedClient(InetSocketAddress head, Consumer<byte[]> plots) {
        super("radar-" + head.getHostString());
        this.head = head;
        this.plots = plots;
    }

    @Override
    public void run() {
        long backoff = 250;
        while (running) {
            try (Socket s = new Socket()) {
                current = s;
                s.connect(head, 5000);
                s.setSoTimeout(0);
                DataInputStream in = new DataInputStream(new BufferedInputStream(s.getInputStream(), 32768));
                backoff = 250;
                while (running) {
                    byte[] plot = new byte[in.readUnsignedShort()];
                    in.readFully(plot);
                    plots.accept(plot);
                }
            } catch (IOException e) {
                log.warn("feed of {} interrupted: {}", head, e.toString());
            }
            try {
                Thread.sleep(backoff);
            } catch (InterruptedException e) {
                return;
            }
            backoff = Math.min(backoff * 2, 10_000);
        }
    }

    public void end() throws IOException {
        running = false;
        Socket s = current;
        if (s != null) {
            s.close();
        }
        interrupt();
    }
}
