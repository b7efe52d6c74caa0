import java.io.*;
import java.net.Socket;
import java.util.List;

class FieldsRightOnSocket {
    record Point(int x, int y, long at) { }

    private final DataOutputStream out;

    FieldsRightOnSocket(Socket s) throws IOException {
        s.setTcpNoDelay(true);
        out = new DataOutputStream(s.getOutputStream());
    }

    void track(List<Point> points) throws IOException {
        for (Point p : points) {
            out.writeInt(p.x()); // expect: small-writes
            out.writeInt(p.y());
            out.writeLong(p.at());
        }
    }
}
