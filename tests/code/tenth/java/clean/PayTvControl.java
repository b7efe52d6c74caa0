package cable.headend;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Control channel to a scrambler: plain greeting, then TLS on the same connection. */
public final class PayTvControl implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PayTvControl.class);
    private static final byte[] GREETING = {'S', 'C', 'R', '2'};

    private final SSLSocket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private PayTvControl(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
    }

    public static PayTvControl connect(String host, int port, SSLSocketFactory f) throws IOException {
        Socket raw = new Socket();
        PayTvControl result = null;
        try {
            raw.connect(new InetSocketAddress(host, port), 5_000);
            raw.setSoTimeout(10_000);
            raw.setTcpNoDelay(true);
            raw.setKeepAlive(true);
            byte[] seen = raw.getInputStream().readNBytes(GREETING.length);
            if (!Arrays.equals(seen, GREETING)) {
                throw new IOException(host + " is no scrambler");
            }
            SSLSocket tls = (SSLSocket) f.createSocket(raw, host, port, true);
            SSLParameters p = tls.getSSLParameters();
            p.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(p);
            tls.startHandshake();
            result = new PayTvControl(tls);
            return result;
        } finally {
            if (result == null) {
                try {
                    raw.close();
                } catch (IOException e) {
                    log.debug("closing {}", host, e);
                }
            }
        }
    }

    public synchronized void rotateKey(int service, byte[] key) throws IOException {
        try {
            out.writeByte(0x4B);
            out.writeInt(service);
            out.writeShort(key.length);
            out.write(key);
            out.flush();
            int rc = in.readUnsignedByte();
            if (rc != 0) {
                throw new RefusedException("service " + service + ": code " + rc);
            }
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            // in the middle of a frame, the channel is of no use any more
            close();
            throw e;
        }
    }

    public static class RefusedException extends IOException {
        RefusedException(String m) {
            super(m);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            log.warn("scrambler close", e);
        }
    }
}
