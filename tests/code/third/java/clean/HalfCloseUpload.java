package transfer;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;

public class HalfCloseUpload {

    /** Sends the file, ends our direction and waits for the receipt. */
    public static String upload(String host, int port, Path file) throws IOException {
        Socket s = new Socket();
        try {
            s.connect(new InetSocketAddress(host, port), 5_000);
            s.setSoTimeout(60_000);
            Files.copy(file, s.getOutputStream());
            s.shutdownOutput();
            byte[] receipt = s.getInputStream().readAllBytes();
            if (receipt.length == 0) {
                throw new EOFException("no receipt from " + host);
            }
            return new String(receipt, StandardCharsets.UTF_8).trim();
        } finally {
            s.close();
        }
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: upload host port file");
            System.exit(2);
        }
        System.out.println(upload(args[0], Integer.parseInt(args[1]), Path.of(args[2])));
    }
}
