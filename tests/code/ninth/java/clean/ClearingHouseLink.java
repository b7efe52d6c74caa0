package bank.clearing;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One long-lived session; a heartbeat goes out when there was nothing to send for 20 s, so neither the
 * firewall nor the clearing house takes us for dead.
 */
public class ClearingHouseLink implements Runnable {
    private final BlockingQueue<byte[]> orders = new LinkedBlockingQueue<>(10_000);
    private final InetSocketAddress where;
    private volatile boolean stop;

    public ClearingHouseLink(InetSocketAddress where) {
        this.where = where;
    }

    public boolean offer(byte[] order) {
        return orders.offer(order);
    }

    @Override
    public void run() {
        byte[] unsent = null;
        while (!stop) {
            Socket s = new Socket();
            try {
                s.connect(where, 5_000);
                s.setTcpNoDelay(true);
                s.setKeepAlive(true);
                s.setSoTimeout(15_000);
                DataInputStream in = new DataInputStream(s.getInputStream());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(s.getOutputStream()));
                while (!stop) {
                    byte[] o = unsent != null ? unsent : orders.poll(20, TimeUnit.SECONDS);
                    unsent = o;
                    out.writeInt(o == null ? 0 : o.length);
                    if (o != null) {
                        out.write(o);
                    }
                    out.flush();
                    if (in.readInt() != 0) {
                        System.err.println("clearing house rejected an order");
                    }
                    unsent = null;
                }
            } catch (IOException e) {
                System.err.println("clearing link: " + e);
            } catch (InterruptedException e) {
                stop = true;
            } finally {
                close(s);
            }
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(2_000);
        } catch (InterruptedException e) {
            stop = true;
        }
    }

    private static void close(Socket s) {
        try {
            s.close();
        } catch (IOException e) {
            // the next connection will tell
        }
    }
}
