package org.archivkasse.vault;

import java.io.*;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens an authenticated channel to one of the vault nodes; the first that answers properly wins. */
final class VaultDialer {
    private final List<InetSocketAddress> nodes;
    private final byte[] secret;

    VaultDialer(List<InetSocketAddress> nodes, byte[] secret) {
        this.nodes = nodes;
        this.secret = secret.clone();
    }

    VaultChannel open() throws IOException {
        IOException last = new IOException("no vault node configured");
        for (InetSocketAddress node : nodes) {
            try {
                return tryNode(node);
            } catch (IOException e) {
                e.addSuppressed(last);
                last = e;
            }
        }
        throw last;
    }

    private VaultChannel tryNode(InetSocketAddress node) throws IOException {
        Socket plain = new Socket();
        boolean ok = false;
        try {
            plain.connect(node, 4_000);
            plain.setSoTimeout(12_000);
            plain.setTcpNoDelay(true);
            // autoClose=true: closing the layered one closes 'plain' too
            SSLSocket tls = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault())
                    .createSocket(plain, node.getHostString(), node.getPort(), true);
            SSLParameters p = tls.getSSLParameters();
            p.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(p);
            tls.startHandshake();
            VaultChannel ch = new VaultChannel(tls);
            ch.prove(secret);
            ok = true;
            return ch;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot sign challenge", e);
        } finally {
            if (!ok) plain.close();
        }
    }

    static final class VaultChannel implements Closeable {
        private final SSLSocket tls;
        private final DataInputStream in;
        private final DataOutputStream out;

        VaultChannel(SSLSocket tls) throws IOException {
            this.tls = tls;
            this.in = new DataInputStream(new BufferedInputStream(tls.getInputStream()));
            this.out = new DataOutputStream(new BufferedOutputStream(tls.getOutputStream(), 16 << 10));
        }

        void prove(byte[] secret) throws IOException, GeneralSecurityException {
            byte[] challenge = in.readNBytes(32);
            if (challenge.length < 32) throw new EOFException("challenge cut off");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            out.write(mac.doFinal(challenge));
            out.flush();
            if (in.readByte() != 1) throw new IOException("vault refused our key");
        }

        byte[] fetch(String id) throws IOException {
            out.writeByte('G');
            out.writeUTF(id);
            out.flush();
            int len = in.readInt();
            if (len < 0) throw new FileNotFoundException(id);
            byte[] b = new byte[len];
            in.readFully(b);
            return b;
        }

        @Override public void close() throws IOException { tls.close(); }
    }
}
