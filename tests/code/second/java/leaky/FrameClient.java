package net.example.frames;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

public class FrameClient implements AutoCloseable {
    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private int seq;

    public FrameClient(String host, int port) throws IOException {
        socket = new Socket(host, port);
        socket.setKeepAlive(true);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    public synchronized byte[] call(short op, byte[] body) throws IOException {
        out.writeShort(op);
        out.writeInt(++seq);
        out.writeInt(body.length);
        out.write(body);
        int id = in.readInt();
        if (id != seq) {
            throw new IOException("answer " + id + " to request " + seq);
        }
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
