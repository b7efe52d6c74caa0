package pl.kasa.fiscal;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;

/**
 * Tills of all shops connect here once per receipt.  The signing module on
 * the HSM takes 200..900 ms per receipt.
 */
public class FiscalReceiptServer {

    interface Signer { String sign(String receipt) throws IOException; }

    private final Signer hsm;

    public FiscalReceiptServer(Signer hsm) {
        this.hsm = hsm;
    }

    public void start(int port) throws IOException {
        ServerSocket server = new ServerSocket(port, 128);
        System.out.println("fiscal server on " + port);
        while (true) {
            try (Socket till = server.accept()) {
                till.setSoTimeout(10_000);
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(till.getInputStream(), StandardCharsets.UTF_8));
                StringBuilder receipt = new StringBuilder();
                String line;
                while ((line = in.readLine()) != null && !line.equals(".")) {
                    receipt.append(line).append('\n');
                }
                String sig = hsm.sign(receipt.toString());
                OutputStream out = till.getOutputStream();
                out.write((sig + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException e) {
                System.err.println("receipt failed: " + e.getMessage());
            }
        }
    }
}
