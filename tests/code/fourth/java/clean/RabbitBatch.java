public final class RabbitBatch {
    private final ConnectionFactory cf;

    public RabbitBatch(URI uri) throws GeneralSecurityException, URISyntaxException {
        cf = new ConnectionFactory();
        cf.setUri(uri);
        cf.setConnectionTimeout(5000);
        cf.setRequestedHeartbeat(20);
    }

    public int publish(List<Event> events) throws IOException, TimeoutException, InterruptedException {
        try (Connection con = cf.newConnection("batch"); Channel ch = con.createChannel()) {
            ch.confirmSelect();
            int n = 0;
            for (Event e : events) {
                ch.basicPublish("events", e.key(), MessageProperties.PERSISTENT_BASIC, e.bytes());
                if (++n % 500 == 0) ch.waitForConfirmsOrDie(10_000);
            }
            ch.waitForConfirmsOrDie(10_000);
            return n;
        }
    }
}
