package edu.geo.seis;

import java.io.*;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.*;

/** Pulls the day's waveform volumes (2-6 GB) from the overseas observatory. */
public class SeismicPuller {

    private static final int CHUNK = 64 * 1024;

    public static void main(String[] args) throws IOException {
        if (args.length < 3) {
            System.err.println("usage: SeismicPuller host port outfile");
            System.exit(2);
        }
        Path target = Paths.get(args[2]);
        try (Socket s = new Socket()) {
            s.setReceiveBufferSize(4096);
            s.connect(new InetSocketAddress(args[0], Integer.parseInt(args[1])), 10_000);
            s.setSoTimeout(60_000);
            OutputStream req = s.getOutputStream();
            req.write("VOLUME LATEST\n".getBytes("US-ASCII"));
            req.flush();
            long total = 0;
            try (OutputStream disk = new BufferedOutputStream(Files.newOutputStream(target))) {
                InputStream in = s.getInputStream();
                byte[] chunk = new byte[CHUNK];
                int n;
                while ((n = in.read(chunk)) != -1) {
                    disk.write(chunk, 0, n);
                    total += n;
                }
            }
            System.out.printf("%s: %d bytes%n", target, total);
        }
    }
}
