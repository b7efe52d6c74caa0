package radio.archive;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Recorders of the same station share one stream; the last one out switches it off. */
public final class SharedTuner {

    public interface Sink {
        void audio(byte[] block, int n);

        void ended(IOException why);
    }

    private static final Map<String, SharedTuner> TUNED = new HashMap<>();

    private final String url;
    private final HttpURLConnection con;
    private final List<Sink> sinks = new CopyOnWriteArrayList<>();
    private volatile boolean off;

    private SharedTuner(String url) throws IOException {
        this.url = url;
        con = (HttpURLConnection) new URL(url).openConnection();
        con.setConnectTimeout(6_000);
        con.setReadTimeout(20_000);
        con.setRequestProperty("Icy-MetaData", "0");
    }

    public static void join(String url, Sink sink) throws IOException {
        synchronized (TUNED) {
            SharedTuner t = TUNED.get(url);
            if (t == null) {
                t = new SharedTuner(url);
                TUNED.put(url, t);
                Thread th = new Thread(t::play, "tuner " + url);
                th.setDaemon(true);
                t.sinks.add(sink);
                th.start();
            } else {
                t.sinks.add(sink);
            }
        }
    }

    public static void leave(String url, Sink sink) {
        synchronized (TUNED) {
            SharedTuner t = TUNED.get(url);
            if (t != null && t.sinks.remove(sink) && t.sinks.isEmpty()) {
                TUNED.remove(url);
                t.off = true;
            }
        }
    }

    private void play() {
        IOException why = null;
        try {
            int rc = con.getResponseCode();
            if (rc != HttpURLConnection.HTTP_OK) {
                throw new IOException(url + " answered " + rc);
            }
            byte[] block = new byte[16_384];
            try (InputStream in = con.getInputStream()) {
                int n;
                while (!off && (n = in.read(block)) >= 0) {
                    for (Sink s : sinks) {
                        s.audio(block, n);
                    }
                }
            }
        } catch (IOException e) {
            why = e;
        } finally {
            con.disconnect();
            synchronized (TUNED) {
                TUNED.remove(url, this);
            }
            for (Sink s : sinks) {
                s.ended(why);
            }
            sinks.clear();
        }
    }
}
