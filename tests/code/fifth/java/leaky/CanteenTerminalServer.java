package canteen;

import java.io.*;
import java.net.*;
import java.util.concurrent.*;

/**
 * 60 tills in 9 canteens. At 12:00 all of them reconnect since the tills are
 * switched on by the same clock.
 */
public class CanteenTerminalServer extends Thread {
    private static final int PORT = 3117;
    private final ServerSocket listener;
    private final ExecutorService exec = Executors.newCachedThreadPool();
    private final Accounts accounts;

    public interface Accounts {
        /** @return the rest in cents or -1 */
        int debit(String card, int cents);
    }

    public CanteenTerminalServer(Accounts accounts) throws IOException {
        super("canteen-acceptor");
        this.accounts = accounts;
        listener = new ServerSocket(PORT, 2, InetAddress.getByName("0.0.0.0"));
    }

    @Override
    public void run() {
        while (!listener.isClosed()) {
            try {
                Socket till = listener.accept();
                exec.execute(() -> serve(till));
            } catch (IOException e) {
                if (listener.isClosed()) break;
                System.err.println("accept: " + e.getMessage());
                try {
                    TimeUnit.MILLISECONDS.sleep(100);
                } catch (InterruptedException ie) {
                    break;
                }
            }
        }
    }

    private void serve(Socket till) {
        try (till) {
            till.setTcpNoDelay(true);
            till.setKeepAlive(true);
            till.setSoTimeout(4 * 3600 * 1000);
            DataInputStream in = new DataInputStream(new BufferedInputStream(till.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(till.getOutputStream()));
            while (true) {
                String card = in.readUTF();
                int cents = in.readInt();
                out.writeInt(accounts.debit(card, cents));
                out.flush();
            }
        } catch (EOFException e) {
            System.out.println("till off: " + till.getInetAddress());
        } catch (IOException e) {
            System.out.println("till lost: " + e);
        }
    }

    public void halt() throws IOException {
        listener.close();
        exec.shutdown();
    }
}
