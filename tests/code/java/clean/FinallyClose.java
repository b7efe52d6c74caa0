import java.io.*;
import java.net.*;

class FinallyClose implements Runnable {
    private final Socket socket;

    FinallyClose(Socket socket) {
        this.socket = socket;
    }

    @Override
    public void run() {
        byte[] buf = new byte[4096];
        try {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            int n;
            while ((n = in.read(buf)) != -1) {
                out.write(buf, 0, n);
            }
        } catch (IOException e) {
            System.err.println("session failed: " + e);
        } finally {
            try {
                socket.close();
            } catch (IOException e) {
                System.err.println(e);
            }
        }
    }
}
