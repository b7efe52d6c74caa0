package chat;

public class PooledWorker {
    private final ThreadPoolExecutor pool =
        new ThreadPoolExecutor(8, 64, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(128));

    public void serve(ServerSocket ss) {
        while (!ss.isClosed()) {
            Socket s;
            try {
                s = ss.accept();
            } catch (IOException e) {
                if (ss.isClosed()) return;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                continue;
            }
            try {
                pool.execute(() -> talk(s));
            } catch (RejectedExecutionException full) {
                closeQuietly(s);
            }
        }
    }

    private void talk(Socket s) {
        try {
            s.setSoTimeout(30_000);
            BufferedReader r = new BufferedReader(new InputStreamReader(s.getInputStream()));
            Writer w = new BufferedWriter(new OutputStreamWriter(s.getOutputStream()));
            for (String line; (line = r.readLine()) != null; ) {
                if (line.equals("bye")) return;
                w.write(Commands.run(line) + "\n");
                w.flush();
            }
        } catch (SocketTimeoutException e) {
            System.err.println("idle: " + s);
        } catch (IOException e) {
            System.err.println(s + ": " + e);
        } finally {
            closeQuietly(s);
        }
    }

    private static void closeQuietly(Closeable c) {
        try { c.close(); } catch (IOException ignored) { }
    }
}
