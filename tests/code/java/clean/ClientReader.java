import java.io.*;
import java.net.*;

class ClientReader extends Thread {
    private final Socket socket;
    ClientReader(Socket s) { socket = s; }
    @Override public void run() {
        try (Socket s = socket;
             BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream()))) {
            String l;
            while ((l = in.readLine()) != null) System.out.println(l);
        } catch (IOException e) {
            System.err.println(e);
        }
    }
}

