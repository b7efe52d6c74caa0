package net.example.ok;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executors;

public class TryWithResources {
    public static void main(String[] args) throws IOException {
        var pool = Executors.newCachedThreadPool();
        try (var server = new ServerSocket(8007, 512)) {
            for (;;) {
                Socket s = server.accept();
                pool.submit(() -> serve(s));
            }
        }
    }

    private static Void serve(Socket socket) throws IOException {
        try (socket;
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
                var out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream()))) {
            socket.setSoTimeout(60_000);
            String line = in.readLine();
            if (line == null || line.isBlank()) {
                return null;
            }
            if (line.length() > 1000) {
                throw new IOException("line too long");
            }
            out.write(line.toUpperCase());
            out.newLine();
            return null;
        }
    }
}
