package sms.gw;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Small pool of SMPP binds. A bind which had an error never comes back into the pool. */
public class SmsBindPool {

    private static final long MAX_IDLE_NS = TimeUnit.SECONDS.toNanos(60);

    private static final class Idle {
        final SmppBind bind;
        final long since = System.nanoTime();
        Idle(SmppBind b) { bind = b; }
    }

    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Semaphore permits = new Semaphore(12);
    private final BindFactory factory;

    public SmsBindPool(BindFactory factory) {
        this.factory = factory;
        Thread t = new Thread(this::trim, "bind-trim");
        t.setDaemon(true);
        t.start();
    }

    private void trim() {
        while (true) {
            try {
                TimeUnit.SECONDS.sleep(15);
            } catch (InterruptedException e) {
                return;
            }
            synchronized (idle) {
                while (!idle.isEmpty() && System.nanoTime() - idle.peekLast().since > MAX_IDLE_NS) {
                    idle.pollLast().bind.close();
                }
            }
        }
    }

    public String submit(String msisdn, String text) throws IOException, InterruptedException {
        if (!permits.tryAcquire(5, TimeUnit.SECONDS)) {
            throw new IOException("no bind free");
        }
        try {
            SmppBind b = checkout();
            boolean good = false;
            try {
                String id = b.submitSm(msisdn, text);
                good = true;
                return id;
            } finally {
                if (good) {
                    synchronized (idle) { idle.push(new Idle(b)); }
                } else {
                    b.close();
                }
            }
        } finally {
            permits.release();
        }
    }

    private SmppBind checkout() throws IOException {
        while (true) {
            Idle i;
            synchronized (idle) { i = idle.poll(); }
            if (i == null) return factory.bind();
            if (System.nanoTime() - i.since < MAX_IDLE_NS) return i.bind;
            i.bind.close();
        }
    }

    public interface BindFactory { SmppBind bind() throws IOException; }

    public interface SmppBind {
        String submitSm(String to, String text) throws IOException;
        void close();
    }
}
