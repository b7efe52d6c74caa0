package exch.quotes;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

public class QuoteServer {
    private static final Logger LOG = Logger.getLogger(QuoteServer.class.getName());
    private final ExecutorService desks = Executors.newCachedThreadPool();
    private final QuoteBook book;

    public QuoteServer(QuoteBook book) {
        this.book = book;
    }

    public void serve(ServerSocket listener) throws IOException {
        while (!desks.isShutdown()) {
            Socket desk = listener.accept();
            try {
                desks.execute(() -> session(desk));
            } catch (RejectedExecutionException e) {
                LOG.info("shutting down, turning away " + desk.getInetAddress());
                desk.close();
            }
        }
    }

    private void session(Socket desk) {
        try {
            desk.setTcpNoDelay(true);
            desk.setKeepAlive(true);
            desk.setSoTimeout(10 * 60_000);
            DataInputStream in = new DataInputStream(desk.getInputStream());
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(desk.getOutputStream()));
            while (true) {
                String isin = in.readUTF();
                Quote q = book.find(isin);
                if (q == null) {
                    out.writeByte(0);
                } else {
                    out.writeByte(1);
                    out.writeLong(q.bid());
                    out.writeLong(q.ask());
                    out.writeUTF(q.currency());
                }
                out.flush();
            }
        } catch (EOFException e) {
            LOG.fine("desk went home");
        } catch (IOException e) {
            LOG.log(Level.WARNING, "desk session", e);
        } finally {
            hangUp(desk);
        }
    }

    private static void hangUp(Socket s) {
        try {
            s.close();
        } catch (IOException e) {
            LOG.log(Level.FINE, "close", e);
        }
    }

    public interface QuoteBook {
        Quote find(String isin);
    }

    public record Quote(long bid, long ask, String currency) {
    }
}
