package at.tipp.terminals;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;

public class LottoTerminalServer implements Runnable {

    private static final Logger log = Logger.getLogger("lotto");

    private final ExecutorService pool = new ThreadPoolExecutor(
            8, 40, 60, TimeUnit.SECONDS, new ArrayBlockingQueue<>(100));
    private final Set<Socket> current = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;
    private final TicketBook book;

    public LottoTerminalServer(int port, TicketBook book) throws IOException {
        this.listener = new ServerSocket(port, 256);
        this.book = book;
    }

    @Override
    public void run() {
        while (!listener.isClosed()) {
            Socket terminal;
            try {
                terminal = listener.accept();
            } catch (IOException e) {
                log.warning("accept: " + e);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
                continue;
            }
            current.add(terminal);
            try {
                pool.execute(() -> serve(terminal));
            } catch (RejectedExecutionException e) {
                log.severe("draw night rush, terminal " + terminal.getInetAddress() + " not served");
            }
        }
        pool.shutdown();
    }

    private void serve(Socket terminal) {
        try (terminal) {
            terminal.setSoTimeout(30_000);
            terminal.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(terminal.getInputStream());
            DataOutputStream out = new DataOutputStream(terminal.getOutputStream());
            int shop = in.readInt();
            byte[] slip = new byte[in.readUnsignedShort()];
            in.readFully(slip);
            out.writeLong(book.enter(shop, slip));
            out.flush();
        } catch (IOException e) {
            log.warning("terminal " + terminal.getInetAddress() + ": " + e);
        } finally {
            current.remove(terminal);
        }
    }

    public void shutdown() throws IOException {
        listener.close();
        for (Socket s : current) {
            s.close();
        }
    }

    public interface TicketBook {
        long enter(int shop, byte[] slip) throws IOException;
    }
}
