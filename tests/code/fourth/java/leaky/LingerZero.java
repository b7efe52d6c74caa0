package lb;

import java.io.*;
import java.net.Socket;

final class ReplyTask implements Runnable {
    private final Socket socket;
    private final Router router;

    ReplyTask(Socket socket, Router router) {
        this.socket = socket;
        this.router = router;
    }

    @Override
    public void run() {
        try (Socket s = socket) {
            s.setSoTimeout(10_000);
            s.setSoLinger(true, 0);
            var request = Request.parse(s.getInputStream());
            var out = new BufferedOutputStream(s.getOutputStream());
            router.route(request).writeTo(out);
            out.flush();
        } catch (IOException e) {
            System.getLogger("lb").log(System.Logger.Level.INFO, "client", e);
        }
    }
}
