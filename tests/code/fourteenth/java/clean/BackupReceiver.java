package vault.agent;

import java.io.*;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.*;

// nightly backup drop: a dozen agents, each one uploads once
public class BackupReceiver {

    public static void main(String[] args) throws IOException {
        Path dir = Paths.get(args[0]);
        try (ServerSocket listener = new ServerSocket(9400, 128)) {
            while (true) {
                Socket s = listener.accept();
                Thread t = new Thread(() -> receive(s, dir));
                t.setName("upload " + s.getRemoteSocketAddress());
                try {
                    t.start();
                } catch (OutOfMemoryError e) {
                    s.close();
                }
            }
        }
    }

    static void receive(Socket up, Path dir) {
        Path tmp = null;
        try (Socket s = up; DataInputStream in = new DataInputStream(new BufferedInputStream(s.getInputStream()))) {
            s.setSoTimeout(60_000);
            String name = in.readUTF();
            long size = in.readLong();
            tmp = Files.createTempFile(dir, "in-", ".part");
            try (OutputStream f = new BufferedOutputStream(Files.newOutputStream(tmp))) {
                byte[] b = new byte[1 << 16];
                while (size > 0) {
                    int n = in.read(b, 0, (int) Math.min(b.length, size));
                    if (n == -1) throw new EOFException("upload cut off");
                    f.write(b, 0, n);
                    size -= n;
                }
            }
            Files.move(tmp, dir.resolve(Paths.get(name).getFileName()), StandardCopyOption.REPLACE_EXISTING);
            s.getOutputStream().write('K');
            System.out.println("stored " + name);
        } catch (IOException e) {
            System.out.println("upload failed: " + e.getMessage());
            try {
                if (tmp != null) Files.deleteIfExists(tmp);
            } catch (IOException x) {
                System.out.println(x);
            }
        }
    }
}
