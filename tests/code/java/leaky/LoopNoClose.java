import java.io.*;
import java.net.*;

class LoopNoClose {
    static void serve(ServerSocket server) throws IOException {
        while (true) {
            Socket client = server.accept(); // expect: close-wait-leak
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream()));
            String line = in.readLine();
            if (line != null && line.startsWith("QUIT")) {
                client.close();
                return;
            }
            System.out.println(line);
        }
    }
}
