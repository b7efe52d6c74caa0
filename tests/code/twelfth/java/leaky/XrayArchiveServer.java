package de.klinikum.archive;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The modalities (CT, MR, US) drop their series here at the end of an examination.
 * Layout: UTF patient id, UTF series id, long length, bytes. We answer one byte.
 */
public class XrayArchiveServer {

    private static final Logger log = LoggerFactory.getLogger(XrayArchiveServer.class);

    private static final byte STORED = 0x06;
    private static final byte FAILED = 0x15;

    private final Path root;
    private final int port;

    public XrayArchiveServer(Path root, int port) {
        this.root = root;
        this.port = port;
    }

    public void serve() throws IOException {
        try (ServerSocket ss = new ServerSocket(port)) {
            log.info("archive listens on {}", ss.getLocalPort());
            for (;;) {
                try (Socket modality = ss.accept()) {
                    modality.setSoTimeout(60_000);
                    log.info("series from {}", modality.getInetAddress());
                    receiveSeries(modality);
                } catch (IOException e) {
                    log.warn("series lost: {}", e.toString());
                }
            }
        }
    }

    private void receiveSeries(Socket s) throws IOException {
        DataInputStream in = new DataInputStream(s.getInputStream());
        DataOutputStream out = new DataOutputStream(s.getOutputStream());
        String patient = in.readUTF();
        String series = in.readUTF();
        long length = in.readLong();

        Path dir = Files.createDirectories(root.resolve(safe(patient)));
        Path part = dir.resolve(safe(series) + ".part");
        boolean complete;
        try (OutputStream zip = new GZIPOutputStream(Files.newOutputStream(part), 1 << 16)) {
            complete = copy(in, zip, length);
        }
        if (!complete) {
            Files.deleteIfExists(part);
            out.write(FAILED);
            return;
        }
        Files.move(part, dir.resolve(safe(series) + ".dcm.gz"), StandardCopyOption.ATOMIC_MOVE);
        out.write(STORED);
        log.info("{}/{}: {} bytes archived", patient, series, length);
    }

    private static boolean copy(InputStream in, OutputStream to, long length) throws IOException {
        byte[] buf = new byte[1 << 16];
        long left = length;
        while (left > 0) {
            int n = in.read(buf, 0, (int) Math.min(buf.length, left));
            if (n < 0) return false;
            to.write(buf, 0, n);
            left -= n;
        }
        return true;
    }

    private static String safe(String s) {
        return s.replaceAll("[^A-Za-z0-9.-]", "_");
    }

    public static void main(String[] args) throws IOException {
        new XrayArchiveServer(Path.of(args[0]), Integer.parseInt(args[1])).serve();
    }
}
