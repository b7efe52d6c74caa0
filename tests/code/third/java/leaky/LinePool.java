package pool;

import java.io.*;
import java.net.*;
import java.util.*;
import java.util.concurrent.*;

/** Bounded pool of line-protocol connections. */
public class LinePool {
  static class Line {
    final Socket s;
    final BufferedReader r;
    final Writer w;
    Line(Socket s) throws IOException {
      this.s = s;
      r = new BufferedReader(new InputStreamReader(s.getInputStream(), "UTF-8"));
      w = new BufferedWriter(new OutputStreamWriter(s.getOutputStream(), "UTF-8"));
    }
  }

  private final InetSocketAddress addr;
  private final Semaphore permits = new Semaphore(16);
  private final Deque<Line> idle = new ConcurrentLinkedDeque<>();

  public LinePool(InetSocketAddress addr) { this.addr = addr; }

  private Line open() throws IOException {
    Socket s = new Socket();
    try {
      s.connect(addr, 1500);
      s.setSoTimeout(4000);
      s.setKeepAlive(true);
      return new Line(s);
    } catch (IOException e) {
      s.close();
      throw e;
    }
  }

  public String ask(String q) throws IOException, InterruptedException {
    permits.acquire();
    try {
      Line l = idle.pollFirst();
      if (l == null) l = open();
      l.w.write(q + "\n");
      l.w.flush();
      String a = l.r.readLine();
      if (a == null) {
        throw new EOFException(addr + " closed the line");
      }
      idle.addFirst(l);
      return a;
    } finally {
      permits.release();
    }
  }
}
