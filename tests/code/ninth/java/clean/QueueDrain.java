package agency.queue;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.util.function.Predicate;

/** Empties the dead letter queue after an incident: dlq-drain AMQP-URI QUEUE */
public class QueueDrain {

    public static void main(String[] argv) throws Exception {
        if (argv.length != 2) {
            System.err.println("usage: dlq-drain AMQP-URI QUEUE");
            System.exit(64);
        }
        ConnectionFactory cf = new ConnectionFactory();
        cf.setUri(argv[0]);
        cf.setConnectionTimeout(5000);
        cf.setRequestedHeartbeat(20);
        int n = drain(cf, argv[1], body -> {
            System.out.println(new String(body));
            return !System.out.checkError();
        });
        System.err.println(n + " messages taken");
    }

    static int drain(ConnectionFactory cf, String queue, Predicate<byte[]> to)
            throws IOException, TimeoutException {
        int n = 0;
        try (Connection con = cf.newConnection("dlq-drain")) {
            Channel ch = con.createChannel();
            for (;;) {
                GetResponse r = ch.basicGet(queue, false);
                if (r == null) {
                    break;
                }
                long tag = r.getEnvelope().getDeliveryTag();
                if (!to.test(r.getBody())) {
                    ch.basicNack(tag, false, true);
                    return n;       // the channel ends with its connection
                }
                ch.basicAck(tag, false);
                n++;
            }
            ch.close();
        }
        return n;
    }
}
