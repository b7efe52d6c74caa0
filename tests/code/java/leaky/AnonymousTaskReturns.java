import java.io.*;
import java.net.*;
import java.util.concurrent.*;

class AnonymousTaskReturns {
    private final ExecutorService pool = Executors.newFixedThreadPool(8);

    void serve(ServerSocket door) throws IOException {
        for (;;) {
            final Socket c = door.accept();
            pool.submit(new Runnable() {
                @Override
                public void run() {
                    try {
                        BufferedReader r = new BufferedReader(new InputStreamReader(c.getInputStream()));
                        String first = r.readLine();
                        if (first == null || first.isEmpty()) {
                            return; // expect: close-wait-leak
                        }
                        c.getOutputStream().write(first.getBytes());
                        c.close();
                    } catch (IOException e) {
                        System.err.println(e);
                        try { c.close(); } catch (IOException ignored) { }
                    }
                }
            });
        }
    }
}
