package pki.internal;

import java.io.*;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Signs device certificates for the factory floor. */
public class CertIssuer {

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(7443, 50)) {
            System.out.println("issuer up");
            while (true) {
                try (Socket device = listener.accept()) {
                    device.setSoTimeout(5000);
                    issue(device);
                } catch (IOException e) {
                    System.err.println("issue: " + e.getMessage());
                    Thread.sleep(100);
                }
            }
        }
    }

    static void issue(Socket device) throws IOException, InterruptedException {
        BufferedReader r = new BufferedReader(new InputStreamReader(device.getInputStream(), StandardCharsets.US_ASCII));
        String serial = r.readLine();
        if (serial == null || !serial.matches("[A-Z0-9]{12}")) {
            throw new IOException("strange serial " + serial);
        }
        // the HSM needs two to four seconds for each signature
        Process p = new ProcessBuilder("/opt/hsm/bin/sign", "--profile", "device", serial)
                .redirectErrorStream(true).start();
        byte[] pem = p.getInputStream().readAllBytes();
        if (!p.waitFor(20, TimeUnit.SECONDS) || p.exitValue() != 0) {
            throw new IOException("hsm refused " + serial);
        }
        OutputStream o = device.getOutputStream();
        o.write(pem);
        o.flush();
    }
}
