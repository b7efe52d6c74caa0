package statistics.census;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Uploads a municipality's return. The receiver reads until our end of stream
 * and answers with one line then: the digest of what it has got.
 */
public class CensusUpload {

    private final InetSocketAddress office;
    private final int attempts;

    public CensusUpload(InetSocketAddress office, int attempts) {
        this.office = office;
        this.attempts = attempts;
    }

    public void upload(Path file) throws IOException, InterruptedException {
        IOException last = null;
        for (int i = 1; i <= attempts; i++) {
            try {
                once(file);
                return;
            } catch (SocketTimeoutException e) {
                last = new IOException("office did not confirm in time", e);
            } catch (IOException e) {
                last = e;
            }
            System.err.println(file.getFileName() + " attempt " + i + ": " + last.getMessage());
            Thread.sleep(i * 10_000L);
        }
        throw last != null ? last : new IOException("no attempt made");
    }

    private void once(Path file) throws IOException {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        Socket s = new Socket();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            s.connect(new InetSocketAddress(office.getHostString(), office.getPort()), 10_000);
            s.setSoTimeout(120_000);
            s.setKeepAlive(true);

            // not in a resource block: closing it would take the socket with it
            OutputStream out = new DigestOutputStream(s.getOutputStream(), sha);
            byte[] block = new byte[1 << 16];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                out.write(block, 0, n);
            }
            out.flush();
            s.shutdownOutput();

            BufferedReader answer = new BufferedReader(
                    new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
            String line = answer.readLine();
            if (line == null) {
                throw new IOException("office closed without a word");
            }
            String mine = HexFormat.of().formatHex(sha.digest());
            if (!line.trim().equalsIgnoreCase(mine)) {
                throw new IOException("digest differs, office has " + line);
            }
        } finally {
            s.close();
        }
    }
}
