package pool;

import java.io.IOException;
import java.net.*;
import java.util.concurrent.*;

public class BoundedSocketPool implements AutoCloseable {
  public interface Use<T> { T with(Socket s) throws IOException; }

  private final BlockingQueue<Socket> idle;
  private final Semaphore slots;
  private final SocketAddress peer;

  public BoundedSocketPool(SocketAddress peer, int max) {
    this.peer = peer;
    this.idle = new ArrayBlockingQueue<>(max);
    this.slots = new Semaphore(max);
  }

  public <T> T call(Use<T> use) throws IOException, InterruptedException {
    if (!slots.tryAcquire(3, TimeUnit.SECONDS)) {
      throw new IOException("no connection to " + peer + " free");
    }
    Socket s = null;
    boolean reusable = false;
    try {
      s = idle.poll();
      if (s == null) {
        s = new Socket();
        s.connect(peer, 2000);
        s.setSoTimeout(5000);
        s.setKeepAlive(true);
      }
      T result = use.with(s);
      reusable = true;
      return result;
    } finally {
      if (s != null && !(reusable && idle.offer(s))) {
        s.close();
      }
      slots.release();
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket s; (s = idle.poll()) != null; ) {
      s.close();
    }
  }
}
