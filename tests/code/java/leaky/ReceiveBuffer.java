import java.net.*;

class ReceiveBuffer {
    void tune(Socket s) throws SocketException {
        s.setTcpNoDelay(true);
        s.setReceiveBufferSize(8192); // expect: receive-window-limited
    }
}
