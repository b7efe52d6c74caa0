package metrics;

public class CarbonReporter implements Runnable {
    private final InetSocketAddress carbon;
    private final MetricRegistry registry;

    public CarbonReporter(InetSocketAddress carbon, MetricRegistry registry) {
        this.carbon = carbon;
        this.registry = registry;
    }

    @Override
    public void run() {
        long now = System.currentTimeMillis() / 1000;
        for (Map.Entry<String, Gauge> e : registry.getGauges().entrySet()) {
            try (Socket s = new Socket()) {
                s.setSoTimeout(2000);
                s.connect(carbon, 2000);
                String line = e.getKey() + " " + e.getValue().getValue() + " " + now + "\n";
                s.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            } catch (IOException ex) {
                LoggerFactory.getLogger(getClass()).warn("carbon", ex);
            }
        }
    }
}
