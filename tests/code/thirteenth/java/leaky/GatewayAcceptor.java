package de.frachtportal.edi;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.*;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class GatewayAcceptor extends Thread {

    private static final Logger log = LoggerFactory.getLogger(GatewayAcceptor.class);

    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            8, 32, 60, TimeUnit.SECONDS, new ArrayBlockingQueue<>(100), new ThreadPoolExecutor.AbortPolicy());
    private final EdifactService service;
    private final int port;
    private volatile boolean running = true;

    public GatewayAcceptor(int port, EdifactService service) {
        super("edi-acceptor");
        this.port = port;
        this.service = service;
    }

    @Override
    public void run() {
        try (ServerSocket server = new ServerSocket(port, 256)) {
            while (running) {
                Socket partner = server.accept();
                try {
                    workers.execute(() -> handle(partner));
                } catch (RejectedExecutionException e) {
                    log.warn("all workers busy, partner {} turned away (queue={})",
                            partner.getRemoteSocketAddress(), workers.getQueue().size());
                }
            }
        } catch (IOException e) {
            log.error("acceptor stopped", e);
        } finally {
            workers.shutdown();
        }
    }

    private void handle(Socket partner) {
        try (Socket s = partner) {
            s.setSoTimeout(30_000);
            service.exchange(s.getInputStream(), s.getOutputStream());
        } catch (IOException e) {
            log.info("exchange with {} broken off: {}", partner.getRemoteSocketAddress(), e.getMessage());
        }
    }

    public void shutdown() {
        running = false;
        interrupt();
    }
}
