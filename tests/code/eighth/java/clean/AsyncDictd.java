import java.io.IOException;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.*;

/** DEFINE <word> server on NIO.2, the completion handlers chain each other. */
public class AsyncDictd {
    private final Map<String, String> dict;
    private final AsynchronousServerSocketChannel srv;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

    public AsyncDictd(Map<String, String> dict, int port) throws IOException {
        this.dict = dict;
        this.srv = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port), 300);
    }

    public void start() { srv.accept(null, new Arrivals()); }

    private final class Arrivals implements CompletionHandler<AsynchronousSocketChannel, Void> {
        @Override public void completed(AsynchronousSocketChannel ch, Void v) {
            srv.accept(null, this);
            try {
                ch.setOption(StandardSocketOptions.TCP_NODELAY, true);
            } catch (IOException e) {
                shut(ch);
                return;
            }
            new Talk(ch).more();
        }

        @Override public void failed(Throwable t, Void v) {
            if (!srv.isOpen()) return;
            System.err.println("accept failed: " + t);
            later.schedule(() -> srv.accept(null, this), 200, TimeUnit.MILLISECONDS);
        }
    }

    private final class Talk implements CompletionHandler<Integer, Boolean> {
        final AsynchronousSocketChannel ch;
        final ByteBuffer in = ByteBuffer.allocate(512);
        ByteBuffer out;

        Talk(AsynchronousSocketChannel ch) { this.ch = ch; }

        void more() { ch.read(in, 60, TimeUnit.SECONDS, Boolean.FALSE, this); }

        @Override public void completed(Integer n, Boolean writing) {
            if (writing) {
                if (out.hasRemaining()) ch.write(out, 30, TimeUnit.SECONDS, Boolean.TRUE, this);
                else next();
                return;
            }
            if (n < 0) { shut(ch); return; }
            next();
        }

        private void next() {
            int nl = -1;
            for (int i = 0; i < in.position(); i++) if (in.get(i) == '\n') { nl = i; break; }
            if (nl < 0) {
                if (!in.hasRemaining()) shut(ch);     // nobody's word is 512 letters long
                else more();
                return;
            }
            byte[] line = new byte[nl];
            in.flip();
            in.get(line).get();
            in.compact();
            String word = new String(line, StandardCharsets.UTF_8).replaceFirst("^DEFINE ", "").trim();
            String def = dict.getOrDefault(word, "552 no match");
            out = StandardCharsets.UTF_8.encode(def + "\r\n");
            ch.write(out, 30, TimeUnit.SECONDS, Boolean.TRUE, this);
        }

        @Override public void failed(Throwable t, Boolean writing) {
            if (!(t instanceof InterruptedByTimeoutException)) System.err.println("peer: " + t);
            shut(ch);
        }
    }

    private static void shut(AsynchronousSocketChannel ch) {
        try { ch.close(); } catch (IOException ignored) { }
    }
}
