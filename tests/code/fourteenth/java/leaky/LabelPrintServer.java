package de.kartonwerk.labels;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

public final class LabelPrintServer {
    private static final Logger LOGGER = LogManager.getLogger();

    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            4, 16, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(64));
    private final ServerSocket listener;
    private volatile boolean stopping;

    public LabelPrintServer(int port) throws IOException {
        listener = new ServerSocket(port, 200);
    }

    public void serve() {
        while (!stopping) {
            Socket terminal;
            try {
                terminal = listener.accept();
            } catch (IOException e) {
                if (stopping) break;
                LOGGER.error("accept failed", e);
                pause(200);
                continue;
            }
            try {
                workers.execute(() -> handle(terminal));
            } catch (RejectedExecutionException e) {
                // packing stations retry by themselves after 10s
                LOGGER.warn("all printers busy, terminal {} turned away", terminal.getRemoteSocketAddress());
            }
        }
    }

    private void handle(Socket terminal) {
        try (Socket t = terminal) {
            t.setSoTimeout(20_000);
            new LabelJob(t.getInputStream(), t.getOutputStream()).process();
        } catch (IOException e) {
            LOGGER.info("terminal dropped: {}", e.getMessage());
        }
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void stop() throws IOException {
        stopping = true;
        listener.close();
        workers.shutdown();
    }
}
