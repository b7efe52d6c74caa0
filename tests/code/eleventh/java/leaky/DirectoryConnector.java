package se.nordpension.directory;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** One LDAPS line to a directory replica. */
class DirectoryConnector implements Closeable {

    private final SSLSocket tls;
    final InputStream in;
    final OutputStream out;

    private DirectoryConnector(SSLSocket tls) throws IOException {
        this.tls = tls;
        this.in = new BufferedInputStream(tls.getInputStream());
        this.out = new BufferedOutputStream(tls.getOutputStream());
    }

    static DirectoryConnector open(String host, SSLSocketFactory factory) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(host, 636), 4_000);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(15_000);
        } catch (IOException e) {
            plain.close();
            throw e;
        }

        SSLSocket tls = (SSLSocket) factory.createSocket(plain, host, 636, true);
        SSLParameters params = tls.getSSLParameters();
        params.setEndpointIdentificationAlgorithm("LDAPS");
        tls.setSSLParameters(params);
        tls.startHandshake();
        return new DirectoryConnector(tls);
    }

    /** First replica that lets us in; they are patched in turn, so some are often away. */
    static DirectoryConnector openAny(Iterable<String> replicas, SSLSocketFactory factory) throws IOException {
        IOException last = new IOException("no replica configured");
        for (String host : replicas) {
            try {
                return open(host, factory);
            } catch (IOException e) {
                System.getLogger("directory").log(System.Logger.Level.WARNING, host + ": " + e.getMessage());
                last = e;
            }
        }
        throw last;
    }

    @Override
    public void close() throws IOException {
        tls.close();
    }
}
