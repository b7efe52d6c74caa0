package com.volthaus.ingest;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Receives battery telemetry frames from the charging posts (firmware 3.x and later). */
public final class TelemetryIngest implements Runnable {
    private static final Logger LOG = Logger.getLogger("ingest");
    private static final int MAGIC = 0x56484155;

    // one thread for each post; the site has at most 300 of them
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final FrameSink sink;
    private final int port;

    public TelemetryIngest(int port, FrameSink sink) {
        this.port = port;
        this.sink = sink;
    }

    @Override
    public void run() {
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(port), 512);
            while (!Thread.currentThread().isInterrupted()) {
                Socket post = server.accept();
                workers.execute(() -> serve(post));
            }
        } catch (IOException e) {
            LOG.log(Level.SEVERE, "listener ended", e);
        }
    }

    private void serve(Socket post) {
        try {
            post.setSoTimeout(90_000);
            post.setKeepAlive(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(post.getInputStream()));
            if (in.readInt() != MAGIC) {
                LOG.warning("old firmware at " + post.getRemoteSocketAddress() + ", not supported any more");
                return;
            }
            String serial = in.readUTF();
            while (true) {
                int len = in.readUnsignedShort();
                byte[] frame = new byte[len];
                in.readFully(frame);
                sink.accept(serial, frame);
            }
        } catch (EOFException e) {
            LOG.fine("post hung up");
            closeQuietly(post);
        } catch (IOException e) {
            LOG.log(Level.INFO, "post dropped", e);
            closeQuietly(post);
        }
    }

    private static void closeQuietly(Socket s) {
        try {
            s.close();
        } catch (IOException ignored) {
            // nothing to do about it
        }
    }

    public interface FrameSink {
        void accept(String serial, byte[] frame) throws IOException;
    }
}
