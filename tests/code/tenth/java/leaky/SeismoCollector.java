package geo.seismo;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Takes the 500 Hz waveform stream of one borehole array (about 12 MB/s)
 * from the digitizer across the WAN and appends it to the day file.
 */
public class SeismoCollector implements Runnable {

    private final String host;
    private final Path dir;
    private volatile boolean stop;

    public SeismoCollector(String host, Path dir) {
        this.host = host;
        this.dir = dir;
    }

    @Override
    public void run() {
        long backoff = 1000;
        while (!stop) {
            try {
                collect();
                backoff = 1000;
            } catch (IOException e) {
                System.err.printf("%s: %s, again in %d ms%n", host, e.getMessage(), backoff);
                backoff = Math.min(backoff * 2, 60_000);
            }
            try {
                Thread.sleep(backoff);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void collect() throws IOException {
        try (Socket s = new Socket()) {
            s.setReceiveBufferSize(2048);
            s.setKeepAlive(true);
            s.setSoTimeout(15_000);
            s.connect(new InetSocketAddress(host, 18000), 10_000);
            s.getOutputStream().write("DATA ALL\r\n".getBytes("US-ASCII"));
            DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(s.getInputStream(), 1 << 16));
            Path file = dir.resolve(host + "-" + java.time.LocalDate.now() + ".mseed");
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
                byte[] record = new byte[512];
                while (!stop) {
                    in.readFully(record);
                    out.write(record);
                }
            } catch (EOFException e) {
                System.err.println(host + " ended the stream");
            }
        }
    }

    public void stop() {
        stop = true;
    }
}
