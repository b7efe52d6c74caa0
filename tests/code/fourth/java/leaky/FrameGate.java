package iot;

import java.io.*;
import java.net.*;
import java.time.Duration;
import java.util.concurrent.Executors;

public class FrameGate {

    public static void main(String[] args) throws IOException {
        try (var server = new ServerSocket(8883, 512);
             var exec = Executors.newVirtualThreadPerTaskExecutor()) {
            while (true) {
                var socket = server.accept();
                exec.submit(() -> session(socket));
            }
        }
    }

    static Void session(Socket socket) throws IOException {
        socket.setSoTimeout((int) Duration.ofSeconds(90).toMillis());
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        var out = new BufferedOutputStream(socket.getOutputStream());
        int version = in.readUnsignedByte();
        switch (version) {
            case 3, 4 -> { }
            default -> {
                System.err.println("version " + version + " from " + socket.getRemoteSocketAddress());
                return null;
            }
        }
        try (socket) {
            for (int type; (type = in.read()) != -1; ) {
                var payload = in.readNBytes(in.readUnsignedShort());
                out.write(Frames.ack(type, payload));
                out.flush();
            }
        }
        return null;
    }
}
