package farm.canopy.climate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

public class GreenhouseProbe {
    private final String host;
    private final int port;

    public GreenhouseProbe(String host, int port) {
        this.host = host;
        this.port = port;
    }

    public Optional<Double> humidity(int bay) {
        try (Socket sock = new Socket()) {
            sock.connect(new InetSocketAddress(host, port), 2500);
            sock.setSoTimeout(4000);
            BufferedReader rd = new BufferedReader(new InputStreamReader(sock.getInputStream()));
            String hello = rd.readLine();
            if (hello == null || !hello.startsWith("CANOPY")) {
                System.err.println("bay " + bay + ": not a probe, said " + hello);
                return Optional.empty();
            }
            PrintStream ps = new PrintStream(sock.getOutputStream(), false);
            ps.print("HUM " + bay + "\n");
            ps.flush();
            String v = rd.readLine();
            return v == null ? Optional.empty() : Optional.of(Double.valueOf(v.trim()));
        } catch (IOException | NumberFormatException e) {
            System.err.println("bay " + bay + ": " + e);
            return Optional.empty();
        }
    }
}
