package de.stadtwerke.bericht;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Schiebt den Tagesbericht zur Leitstelle. Der Empfaenger liest bis zum Ende des Stroms.
 */
public class ReportPusher {

    private final InetSocketAddress target;

    public ReportPusher(String host, int port) {
        target = new InetSocketAddress(host, port);
    }

    public void push(Path report) throws IOException {
        long size = Files.size(report);
        try (Socket s = new Socket()) {
            s.connect(target, 10_000);
            s.setSoLinger(true, 0); // keine TIME_WAIT auf dem Reportserver
            OutputStream out = new BufferedOutputStream(s.getOutputStream(), 64 * 1024);
            out.write(header(report.getFileName().toString(), size));
            Files.copy(report, out);
            out.flush();
        }
        System.out.println("Bericht " + report + " gesendet, " + size + " Bytes");
    }

    private static byte[] header(String name, long size) {
        return String.format("BERICHT %s %d%n", name, size).getBytes();
    }

    public static void main(String[] args) throws Exception {
        ReportPusher p = new ReportPusher(args[0], Integer.parseInt(args[1]));
        for (int i = 2; i < args.length; i++) {
            p.push(Path.of(args[i]));
        }
    }
}
