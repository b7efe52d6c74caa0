import java.net.*;
import java.util.*;

class Registry {
    private final Map<String, Socket> sessions = new HashMap<>();

    void add(ServerSocket server) throws java.io.IOException {
        Socket s = server.accept();
        sessions.put(s.getRemoteSocketAddress().toString(), s);
    }

    void drop(String id) throws java.io.IOException {
        Socket s = sessions.remove(id);
        if (s != null) {
            s.close();
        }
    }
}
