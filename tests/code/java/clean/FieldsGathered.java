import java.io.*;
import java.net.Socket;
import java.util.List;

class FieldsGathered {
    record Point(int x, int y, long at) { }

    private final DataOutputStream out;

    FieldsGathered(Socket s) throws IOException {
        s.setTcpNoDelay(true);
        out = new DataOutputStream(new BufferedOutputStream(s.getOutputStream()));
    }

    void track(List<Point> points) throws IOException {
        for (Point p : points) {
            out.writeInt(p.x());
            out.writeInt(p.y());
            out.writeLong(p.at());
        }
    }
}
