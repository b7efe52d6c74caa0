public class TickReader extends Thread {
    private final String host;
    private final int port;
    private final Consumer<String> sink;
    private volatile boolean running = true;

    public TickReader(String host, int port, Consumer<String> sink) {
        super("tick-reader");
        this.host = host;
        this.port = port;
        this.sink = sink;
    }

    @Override
    public void run() {
        while (running) {
            try (Socket s = new Socket(host, port);
                 BufferedReader r = new BufferedReader(new InputStreamReader(s.getInputStream()))) {
                String line;
                while ((line = r.readLine()) != null) {
                    sink.accept(line);
                }
            } catch (IOException e) {
                System.err.println("ticks: " + e.getMessage());
            }
            try {
                Thread.sleep(3000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
