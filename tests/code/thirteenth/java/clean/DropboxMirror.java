package backup.mirror;

import java.io.*;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.*;

public class DropboxMirror {

    private static final int TRIES = 4;

    public static void main(String[] argv) throws Exception {
        Path dir = Paths.get(argv[0]);
        for (int i = 1; i < argv.length; i++) {
            mirror(new URL(argv[i]), dir.resolve(Paths.get(new URL(argv[i]).getPath()).getFileName()));
        }
    }

    static void mirror(URL url, Path to) throws IOException, InterruptedException {
        for (int t = 1; ; t++) {
            HttpURLConnection c = (HttpURLConnection) url.openConnection();
            c.setConnectTimeout(5000);
            c.setReadTimeout(20000);
            try {
                int status = c.getResponseCode();
                if (status == 200) {
                    try (InputStream in = c.getInputStream()) {
                        Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
                    }
                    return;
                }
                discard(c.getErrorStream());
                if (status == 404 || t == TRIES) {
                    System.err.println(url + ": " + status);
                    return;
                }
            } catch (IOException e) {
                discard(c.getErrorStream());
                if (t == TRIES) throw e;
            }
            Thread.sleep(t * 1500L);
        }
    }

    /** read to the end, so that the connection can serve the next file */
    private static void discard(InputStream err) {
        if (err == null) return;
        try (InputStream e = err) {
            byte[] b = new byte[4096];
            while (e.read(b) != -1) { }
        } catch (IOException ignored) {
        }
    }
}
