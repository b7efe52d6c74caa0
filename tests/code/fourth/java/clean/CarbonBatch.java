package metrics;

public class CarbonBatch implements Runnable {
    private final InetSocketAddress carbon;
    private final MetricRegistry registry;

    public CarbonBatch(InetSocketAddress carbon, MetricRegistry registry) {
        this.carbon = carbon;
        this.registry = registry;
    }

    @Override
    public void run() {
        long now = System.currentTimeMillis() / 1000;
        try (Socket s = new Socket()) {
            s.setSoTimeout(2000);
            s.connect(carbon, 2000);
            try (Writer w = new BufferedWriter(new OutputStreamWriter(s.getOutputStream(), StandardCharsets.UTF_8), 32768)) {
                for (Map.Entry<String, Gauge> e : registry.getGauges().entrySet()) {
                    w.write(e.getKey() + ' ' + e.getValue().getValue() + ' ' + now + '\n');
                }
            }
        } catch (IOException ex) {
            LoggerFactory.getLogger(getClass()).warn("carbon", ex);
        }
    }
}
