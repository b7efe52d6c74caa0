import java.io.*;
import java.net.*;
import java.util.concurrent.*;

class AnonymousTaskFinally {
    private final ExecutorService pool = Executors.newFixedThreadPool(8);

    void serve(ServerSocket door) throws IOException {
        for (;;) {
            final Socket c = door.accept();
            pool.submit(new Runnable() {
                @Override
                public void run() {
                    try (c) {
                        BufferedReader r = new BufferedReader(new InputStreamReader(c.getInputStream()));
                        String first = r.readLine();
                        if (first == null || first.isEmpty()) {
                            return;
                        }
                        c.getOutputStream().write(first.getBytes());
                    } catch (IOException e) {
                        System.err.println(e);
                    }
                }
            });
        }
    }
}
