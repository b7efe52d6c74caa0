import java.net.*;

class KeepAliveOff {
    void tune(Socket s) throws SocketException {
        s.setKeepAlive(false); // expect: idle-timeout-drop
    }
}
