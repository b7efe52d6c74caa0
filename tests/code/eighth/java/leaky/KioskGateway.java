import java.io.*;
import java.net.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.LongAdder;

/* Ticket kiosks in the stations talk to us here. One line in, one line out, then they hang up. */
public class KioskGateway {

    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            8, 32, 60, TimeUnit.SECONDS, new ArrayBlockingQueue<>(256));
    private final LongAdder served = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();
    private final FareTable fares;

    public interface FareTable { int cents(String from, String to); }

    public KioskGateway(FareTable fares) { this.fares = fares; }

    public void listen(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket(port, 512)) {
            while (!Thread.currentThread().isInterrupted()) {
                final Socket kiosk = ss.accept();
                try {
                    workers.execute(() -> serve(kiosk));
                } catch (RejectedExecutionException full) {
                    turnedAway.increment();
                    System.err.printf("workers saturated (active=%d), kiosk %s must retry%n",
                            workers.getActiveCount(), kiosk.getRemoteSocketAddress());
                }
            }
        } finally {
            workers.shutdown();
        }
    }

    private void serve(Socket kiosk) {
        try (Socket k = kiosk) {
            k.setSoTimeout(15_000);
            k.setTcpNoDelay(true);
            BufferedReader r = new BufferedReader(new InputStreamReader(k.getInputStream(), "ISO-8859-1"));
            String q = r.readLine();
            if (q == null) return;
            String[] p = q.split(";", 2);
            String answer = p.length == 2 ? "FARE " + fares.cents(p[0], p[1]) : "ERR syntax";
            OutputStream o = k.getOutputStream();
            o.write((answer + "\n").getBytes("ISO-8859-1"));
            o.flush();
            served.increment();
        } catch (IOException e) {
            System.err.println("kiosk: " + e.getMessage());
        }
    }

    public String stats() { return "served=" + served + " turnedAway=" + turnedAway; }
}
