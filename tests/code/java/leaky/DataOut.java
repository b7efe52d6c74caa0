import java.io.*;
import java.net.*;

class DataOut {
    int ask(Socket s, byte[] q) throws IOException {
        DataOutputStream o = new DataOutputStream(s.getOutputStream());
        DataInputStream i = new DataInputStream(s.getInputStream());
        o.writeInt(q.length);
        o.write(q); // expect: nagle-delayed-ack
        return i.readInt();
    }
}
