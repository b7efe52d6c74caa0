public class AuditPublisher {

    private final ConnectionFactory factory;

    public AuditPublisher(String uri) throws Exception {
        factory = new ConnectionFactory();
        factory.setUri(uri);
        factory.setConnectionTimeout(5000);
        factory.setRequestedHeartbeat(15);
    }

    public void publish(AuditEvent event) throws IOException, TimeoutException {
        Connection connection = factory.newConnection("audit");
        Channel channel = connection.createChannel();
        try {
            channel.confirmSelect();
            channel.basicPublish("audit", event.type(), MessageProperties.PERSISTENT_BASIC, event.toJson());
            channel.waitForConfirmsOrDie(3000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            channel.close();
        }
    }
}
