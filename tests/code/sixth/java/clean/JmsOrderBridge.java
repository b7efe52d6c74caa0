package com.acme.orders;

import javax.jms.Connection;
import javax.jms.ConnectionFactory;
import javax.jms.JMSException;
import javax.jms.Message;
import javax.jms.MessageConsumer;
import javax.jms.MessageProducer;
import javax.jms.Session;
import javax.jms.TextMessage;

/** ORDERS.IN to ORDERS.CHECKED. One connection for as long as it works, then a new one after a pause. */
public class JmsOrderBridge implements Runnable {
    private final ConnectionFactory factory;
    private volatile boolean stop;

    public JmsOrderBridge(ConnectionFactory factory) {
        this.factory = factory;
    }

    @Override
    public void run() {
        while (!stop) {
            Connection c = null;
            try {
                c = factory.createConnection();
                c.start();
                pump(c);
            } catch (JMSException e) {
                System.err.println("bridge: " + e.getErrorCode() + " " + e.getMessage());
            } finally {
                closeQuietly(c);
            }
            try {
                Thread.sleep(5000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void pump(Connection c) throws JMSException {
        // consumer and producer go with their session, the session with its connection
        Session s = c.createSession(true, Session.SESSION_TRANSACTED);
        MessageConsumer in = s.createConsumer(s.createQueue("ORDERS.IN"));
        MessageProducer out = s.createProducer(s.createQueue("ORDERS.CHECKED"));
        while (!stop) {
            Message m = in.receive(2000);
            if (m == null) continue;
            if (m instanceof TextMessage t && t.getText().contains("<order")) {
                out.send(s.createTextMessage(t.getText().strip()));
            } else {
                System.err.println("dropped " + m.getJMSMessageID());
            }
            s.commit();
        }
    }

    private static void closeQuietly(Connection c) {
        if (c == null) return;
        try {
            c.close();
        } catch (JMSException e) {
            System.err.println("close: " + e.getMessage());
        }
    }

    public void stop() {
        stop = true;
    }
}
