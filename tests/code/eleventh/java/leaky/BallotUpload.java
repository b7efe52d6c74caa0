package gov.county.tally;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.zip.CRC32;

/**
 * Precinct tally upload. One way protocol (the counting centre is behind a data
 * diode and cannot answer), so delivery is checked by phone in the evening.
 */
public class BallotUpload {
    private final SocketAddress centre;

    public BallotUpload(String host, int port) {
        this.centre = new InetSocketAddress(host, port);
    }

    public void upload(int precinct, int[] votes) throws IOException {
        byte[] msg = encode(precinct, votes);
        Socket s = new Socket();
        try {
            s.connect(centre, 8000);
            s.setTcpNoDelay(true);
            s.setSoLinger(true, 0);
            s.getOutputStream().write(msg);
            s.getOutputStream().flush();
            System.out.printf("precinct %d: %d bytes handed over%n", precinct, msg.length);
        } finally {
            s.close();
        }
    }

    static byte[] encode(int precinct, int[] votes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream d = new DataOutputStream(bytes);
        d.writeInt(precinct);
        d.writeShort(votes.length);
        for (int v : votes) {
            d.writeInt(v);
        }
        CRC32 crc = new CRC32();
        crc.update(bytes.toByteArray());
        d.writeInt((int) crc.getValue());
        return bytes.toByteArray();
    }
}
