import java.io.*;
import java.net.*;

class ThreadFinallyMissing implements Runnable {
    private final Socket socket;
    ThreadFinallyMissing(Socket s) { socket = s; }
    public void run() {
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
            String line;
            while ((line = in.readLine()) != null) out.println(line);
            socket.close();
        } catch (IOException e) { // expect: close-wait-leak
            e.printStackTrace();
        }
    }
    public static void main(String[] a) throws IOException {
        ServerSocket ss = new ServerSocket(9000);
        while (true) new Thread(new ThreadFinallyMissing(ss.accept())).start();
    }
}
