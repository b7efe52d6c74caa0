import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** DICT (RFC 2229) connections for the translators' desktop, at most five open. */
public class DictionaryCache implements Closeable {

    static class Dict implements Closeable {
        final Socket sock = new Socket();
        final BufferedReader in;

        Dict(String host) throws IOException {
            boolean ok = false;
            try {
                sock.connect(new InetSocketAddress(host, 2628), 5000);
                sock.setSoTimeout(8000);
                sock.setTcpNoDelay(true);
                in = new BufferedReader(new InputStreamReader(sock.getInputStream(), StandardCharsets.UTF_8));
                String hello = in.readLine();
                if (hello == null || !hello.startsWith("220")) {
                    throw new IOException(host + " says " + hello);
                }
                ok = true;
            } finally {
                if (!ok) {
                    sock.close();
                }
            }
        }

        List<String> define(String word) throws IOException {
            sock.getOutputStream().write(("DEFINE * \"" + word.replace("\"", "") + "\"\r\n").getBytes(StandardCharsets.UTF_8));
            List<String> text = new ArrayList<>();
            String line;
            boolean inBody = false;
            while ((line = in.readLine()) != null) {
                if (inBody) {
                    if (line.equals(".")) inBody = false;
                    else text.add(line);
                } else if (line.startsWith("151")) {
                    inBody = true;
                } else if (line.startsWith("250") || line.startsWith("552")) {
                    return text;
                } else if (line.startsWith("4") || line.startsWith("5")) {
                    throw new IOException(line);
                }
            }
            throw new IOException("dictionary server hung up");
        }

        @Override
        public void close() {
            try {
                sock.close();
            } catch (IOException e) {
                System.err.println("dict: " + e.getMessage());
            }
        }
    }

    private final LinkedHashMap<String, Dict> open = new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Dict> e) {
            if (size() <= 5) return false;
            e.getValue().close();
            return true;
        }
    };

    public synchronized List<String> define(String host, String word) throws IOException {
        for (int attempt = 0; ; attempt++) {
            boolean reused = open.containsKey(host);
            try {
                return open.computeIfAbsent(host, h -> {
                    try {
                        return new Dict(h);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }).define(word);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } catch (IOException e) {
                // servers drop idle clients after a while, one fresh start is fine
                open.remove(host).close();
                if (!reused || attempt > 0) throw e;
            }
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Dict::close);
        open.clear();
    }
}
