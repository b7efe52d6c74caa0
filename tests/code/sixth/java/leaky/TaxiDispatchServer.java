package dispatch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

public class TaxiDispatchServer {

    private final ThreadPoolExecutor drivers =
            new ThreadPoolExecutor(8, 64, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(100));

    public static void main(String[] args) throws Exception {
        new TaxiDispatchServer().run(Integer.parseInt(args[0]));
    }

    void run(int port) throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(port, 512)) {
            while (true) {
                Socket car;
                try {
                    car = server.accept();
                } catch (IOException e) {
                    System.err.println("accept: " + e);
                    Thread.sleep(100);
                    continue;
                }
                try {
                    drivers.execute(() -> talk(car));
                } catch (RejectedExecutionException e) {
                    System.err.println("no room for " + car.getRemoteSocketAddress());
                }
            }
        }
    }

    private void talk(Socket car) {
        try (car;
             BufferedReader in = new BufferedReader(new InputStreamReader(car.getInputStream()));
             PrintWriter out = new PrintWriter(car.getOutputStream(), true)) {
            car.setSoTimeout(120_000);
            car.setTcpNoDelay(true);
            String l;
            while ((l = in.readLine()) != null) {
                out.println(l.startsWith("FREE") ? "WAIT" : "NOTED");
                if (out.checkError()) return;
            }
        } catch (IOException e) {
            System.err.println("car: " + e.getMessage());
        }
    }
}
