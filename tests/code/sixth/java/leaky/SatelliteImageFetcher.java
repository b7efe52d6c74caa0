package eo.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.logging.Logger;

/** Gets scenes (0.8 to 2 GB each) from the ground station on Svalbard. */
public final class SatelliteImageFetcher {

    private static final Logger LOG = Logger.getLogger(SatelliteImageFetcher.class.getName());
    private static final int BLOCK = 4096;

    private final InetSocketAddress station;

    public SatelliteImageFetcher(InetSocketAddress station) {
        this.station = station;
    }

    public long fetch(String scene, Path dir) throws IOException {
        Path part = dir.resolve(scene + ".part");
        try (Socket s = new Socket()) {
            s.setReceiveBufferSize(BLOCK);
            s.setSoTimeout(90_000);
            s.setKeepAlive(true);
            s.connect(station, 10_000);
            s.getOutputStream().write(("GET " + scene + "\n").getBytes(StandardCharsets.UTF_8));
            s.shutdownOutput();
            long n;
            try (InputStream in = s.getInputStream()) {
                n = Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(part, dir.resolve(scene + ".tif"), StandardCopyOption.ATOMIC_MOVE);
            LOG.info(() -> scene + ": " + n + " bytes");
            return n;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    public void fetchAll(Iterable<String> scenes, Path dir) {
        for (String sc : scenes) {
            for (int attempt = 1; attempt <= 3; attempt++) {
                try {
                    fetch(sc, dir);
                    break;
                } catch (IOException e) {
                    LOG.warning(sc + " attempt " + attempt + ": " + e);
                }
            }
        }
    }
}
