package baeckerei.desk;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Branch tills order tomorrow's rolls here. */
public class BakeryOrderDesk implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(BakeryOrderDesk.class.getName());

    private final ServerSocket door;
    private final Set<Socket> tills = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(150);

    public BakeryOrderDesk(int port) throws IOException {
        door = new ServerSocket(port, 100);
    }

    public void open() throws InterruptedException {
        while (!door.isClosed()) {
            places.acquire();
            boolean taken = false;
            try {
                Socket till = door.accept();
                tills.add(till);
                Thread t = new Thread(() -> serve(till));
                t.setDaemon(true);
                t.start();
                taken = true;
            } catch (IOException e) {
                if (!door.isClosed()) {
                    LOG.log(Level.WARNING, "accept", e);
                    Thread.sleep(300);
                }
            } finally {
                if (!taken) {
                    places.release();
                }
            }
        }
    }

    private void serve(Socket till) {
        try (Socket s = till;
             BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8));
             BufferedWriter out = new BufferedWriter(new OutputStreamWriter(s.getOutputStream(), StandardCharsets.UTF_8))) {
            s.setSoTimeout(300_000);
            s.setTcpNoDelay(true);
            int orders = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] p = line.split(";", 3);
                if (p.length < 3) {
                    out.write("ERR branch;article;count\n");
                } else {
                    OrderBook.put(p[0], p[1], p[2]);
                    out.write("OK " + ++orders + "\n");
                }
                out.flush();
            }
        } catch (SocketTimeoutException e) {
            LOG.info("till " + till.getInetAddress() + " closed for the day");
        } catch (IOException e) {
            LOG.log(Level.INFO, "till " + till.getInetAddress(), e);
        } finally {
            tills.remove(till);
            places.release();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket s : tills) {
            s.close();
        }
    }

    static final class OrderBook {
        static synchronized void put(String branch, String article, String count) {
            LOG.fine(() -> branch + " " + article + " x" + count);
        }
    }
}
