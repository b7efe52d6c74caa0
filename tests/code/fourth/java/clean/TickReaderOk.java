public class TickReaderOk implements Runnable, AutoCloseable {
    private final InetSocketAddress addr;
    private final Consumer<String> sink;
    private volatile Socket current;
    private volatile boolean stop;

    public TickReaderOk(InetSocketAddress addr, Consumer<String> sink) {
        this.addr = addr;
        this.sink = sink;
    }

    @Override
    public void run() {
        long pause = 500;
        while (!stop) {
            try (Socket s = new Socket()) {
                current = s;
                s.setKeepAlive(true);
                s.connect(addr, 5000);
                s.setSoTimeout(30_000); // the exchange sends a heartbeat every 10 s
                BufferedReader r = new BufferedReader(new InputStreamReader(s.getInputStream()));
                String line;
                while ((line = r.readLine()) != null) {
                    pause = 500;
                    if (!line.isEmpty()) sink.accept(line);
                }
            } catch (IOException e) {
                if (!stop) System.err.println("ticks: " + e.getMessage());
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
            pause = Math.min(pause * 2, 30_000);
        }
    }

    @Override
    public void close() throws IOException {
        stop = true;
        Socket s = current;
        if (s != null) s.close();
    }
}
