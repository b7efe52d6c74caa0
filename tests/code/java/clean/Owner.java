import java.io.*;
import java.net.*;

class Owner implements Closeable {
    private final Socket socket;

    Owner(String host) throws IOException {
        this.socket = new Socket(host, 80);
    }

    int ask() throws IOException {
        socket.getOutputStream().write(1);
        int c = socket.getInputStream().read();
        if (c == -1) {
            throw new EOFException();
        }
        return c;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
