import java.io.*;
import java.net.*;

class SocketHolder implements AutoCloseable {
    private Socket socket;
    private BufferedReader in;
    private final String host;
    SocketHolder(String h) { host = h; }

    private void reopen() throws IOException {
        close();
        Socket s = new Socket();
        try {
            s.connect(new InetSocketAddress(host, 9000), 1000);
            s.setSoTimeout(5000);
            in = new BufferedReader(new InputStreamReader(s.getInputStream()));
        } catch (IOException e) {
            s.close();
            throw e;
        }
        socket = s;
    }

    String ask(String q) throws IOException {
        if (socket == null) reopen();
        socket.getOutputStream().write((q + "\n").getBytes());
        String a = in.readLine();
        if (a == null) {
            close();
            throw new EOFException();
        }
        return a;
    }

    @Override public void close() throws IOException {
        if (socket != null) socket.close();
        socket = null;
    }
}
