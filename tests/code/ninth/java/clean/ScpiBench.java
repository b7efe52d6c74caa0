package lab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

public final class ScpiBench implements AutoCloseable {
    private final Socket sock;
    private final BufferedReader in;
    private final OutputStream out;
    private final String model;

    private ScpiBench(Socket sock) throws IOException {
        this.sock = sock;
        this.in = new BufferedReader(new InputStreamReader(sock.getInputStream(), StandardCharsets.US_ASCII));
        this.out = sock.getOutputStream();
        String idn = ask("*IDN?");
        String[] parts = idn.split(",");
        if (parts.length < 2) {
            throw new IOException("odd identity: " + idn);
        }
        this.model = parts[1].trim();
    }

    public static ScpiBench open(String host) throws IOException {
        Socket s = new Socket();
        boolean ok = false;
        try {
            s.connect(new InetSocketAddress(host, 5025), 2500);
            s.setTcpNoDelay(true);
            s.setSoTimeout(7000);
            ScpiBench bench = new ScpiBench(s);
            ok = true;
            return bench;
        } finally {
            if (!ok) {
                s.close();
            }
        }
    }

    public String model() {
        return model;
    }

    public String ask(String command) throws IOException {
        out.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        String line = in.readLine();
        if (line == null) {
            throw new IOException("instrument hung up after " + command);
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        sock.close();
    }

    public static void main(String[] args) throws IOException {
        for (String host : args) {
            try (ScpiBench b = open(host)) {
                System.out.println(host + "\t" + b.model() + "\t" + b.ask("SYST:ERR?"));
            } catch (IOException e) {
                System.out.println(host + "\t" + e.getMessage());
            }
        }
    }
}
