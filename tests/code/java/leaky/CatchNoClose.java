import java.io.*;
import java.net.*;

class CatchNoClose implements Runnable {
    private final Socket socket;

    CatchNoClose(Socket socket) {
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
            socket.close();
        } catch (IOException e) { // expect: close-wait-leak
            System.err.println("session failed: " + e);
        }
    }
}
