package resto.kds;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.*;
import java.util.logging.Level;
import java.util.logging.Logger;

public class KitchenTicketServer implements Runnable {
    private static final Logger log = Logger.getLogger(KitchenTicketServer.class.getName());
    private final ExecutorService cooks =
            new ThreadPoolExecutor(2, 12, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(40));
    private final ServerSocket door;
    private final TicketBoard board;

    public KitchenTicketServer(ServerSocket door, TicketBoard board) {
        this.door = door;
        this.board = board;
    }

    @Override
    public void run() {
        while (!door.isClosed()) {
            final Socket till;
            try {
                till = door.accept();
            } catch (IOException e) {
                if (door.isClosed()) break;
                log.log(Level.WARNING, "accept", e);
                try {
                    Thread.sleep(250);
                } catch (InterruptedException ie) {
                    Thread.currentThread().interrupt();
                    break;
                }
                continue;
            }
            try {
                cooks.execute(() -> takeOrder(till));
            } catch (RejectedExecutionException busy) {
                log.warning("kitchen full, till " + till.getInetAddress() + " has to retry");
                quietly(till);
            }
        }
        cooks.shutdown();
    }

    private void takeOrder(Socket till) {
        try {
            till.setSoTimeout(15000);
            Order o = Order.readFrom(till.getInputStream());
            board.pin(o);
            till.getOutputStream().write(("ACK " + o.number() + "\n").getBytes());
        } catch (IOException e) {
            log.info("till: " + e.getMessage());
        } finally {
            quietly(till);
        }
    }

    private static void quietly(Socket s) {
        try {
            s.close();
        } catch (IOException e) {
            log.log(Level.FINE, "close", e);
        }
    }
}
