package com.hafenlogistik.waage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one stable weight from a truck scale (Mettler SICS over TCP). */
public class ScaleReader {

    private static final Logger LOG = LoggerFactory.getLogger(ScaleReader.class);
    private final InetSocketAddress scale;

    public ScaleReader(String host, int port) {
        this.scale = new InetSocketAddress(host, port);
    }

    public Optional<BigDecimal> readStableWeight() {
        Socket s = new Socket();
        try {
            s.setSoTimeout(4000);
            s.connect(scale, 2000);
            Writer w = new OutputStreamWriter(s.getOutputStream(), StandardCharsets.US_ASCII);
            w.write("S\r\n");
            w.flush();
            BufferedReader r = new BufferedReader(
                    new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
            String line = r.readLine();
            if (line == null) {
                LOG.warn("scale {} hung up before answering", scale);
                s.close();
                return Optional.empty();
            }
            String[] parts = line.trim().split("\\s+");
            if (parts.length < 4 || !"S".equals(parts[1])) {
                // dynamic weight or overload, driver has to stand still
                LOG.info("scale {} not stable: '{}'", scale, line);
                return Optional.empty();
            }
            BigDecimal kg = new BigDecimal(parts[2]);
            s.close();
            return Optional.of(kg);
        } catch (IOException | NumberFormatException e) {
            LOG.error("scale {} failed", scale, e);
            closeQuietly(s);
            return Optional.empty();
        }
    }

    private static void closeQuietly(Socket s) {
        try {
            s.close();
        } catch (IOException ignored) {
            // nothing to be done about it
        }
    }
}
