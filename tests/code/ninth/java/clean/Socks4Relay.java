package tools.relay;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

public class Socks4Relay {

    public static void main(String[] args) throws IOException {
        try (ServerSocket ss = new ServerSocket(1080, 256)) {
            for (;;) {
                Socket c = ss.accept();
                Thread t = new Thread(() -> handle(c), "relay-" + c.getPort());
                t.setDaemon(true);
                t.start();
            }
        }
    }

    static void handle(Socket client) {
        try (client; Socket target = new Socket()) {
            client.setSoTimeout(10_000);
            client.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(client.getInputStream());
            if (in.readByte() != 4 || in.readByte() != 1) {
                return;
            }
            int port = in.readUnsignedShort();
            byte[] ip = new byte[4];
            in.readFully(ip);
            while (in.readByte() != 0) {
                // user id isn't looked at
            }
            byte[] reply = new byte[8];
            try {
                target.connect(new InetSocketAddress(InetAddress.getByAddress(ip), port), 8_000);
                target.setTcpNoDelay(true);
                reply[1] = 0x5a;
            } catch (IOException e) {
                reply[1] = 0x5b;
            }
            client.getOutputStream().write(reply);
            if (reply[1] != 0x5a) {
                return;
            }
            client.setSoTimeout(600_000);
            target.setSoTimeout(600_000);
            Thread up = new Thread(() -> copy(client, target));
            up.start();
            copy(target, client);
            up.join();
        } catch (IOException e) {
            System.err.println("relay: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Passes one direction on; its end becomes a half-close, its failure ends both. */
    private static void copy(Socket from, Socket to) {
        byte[] buf = new byte[16384];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n; (n = in.read(buf)) >= 0; ) {
                out.write(buf, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            try {
                from.close();
                to.close();
            } catch (IOException ignored) {
                // both are gone then
            }
        }
    }
}
