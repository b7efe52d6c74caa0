import java.io.*;
import java.net.*;

class IterativeServer {
    private final Archive archive;

    IterativeServer(Archive archive) {
        this.archive = archive;
    }

    void run(int port) throws IOException {
        try (ServerSocket door = new ServerSocket(port)) {
            while (true) {
                try (Socket s = door.accept()) {
                    s.setSoTimeout(30_000);
                    take(s); // expect: accept-queue-overflow
                } catch (IOException e) {
                    System.err.println("lost: " + e);
                }
            }
        }
    }

    private void take(Socket s) throws IOException {
        DataInputStream in = new DataInputStream(s.getInputStream());
        byte[] page = new byte[in.readInt()];
        in.readFully(page);
        archive.keep(page);
    }

    interface Archive {
        void keep(byte[] page) throws IOException;
    }
}
