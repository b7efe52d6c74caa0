package at.stromnetz.export;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/**
 * Sends the load profiles of a day (96 values per metering point, roughly
 * 200.000 points) to the balance group coordinator.
 */
public class LoadProfileExport {

    public static class Profile {
        long meteringPoint;
        int day;
        float[] values = new float[96];
        byte[] quality = new byte[96];
    }

    private final String host;
    private final int port;

    public LoadProfileExport(String host, int port) {
        this.host = host;
        this.port = port;
    }

    public int send(List<Profile> profiles) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), 10000);
            socket.setSoTimeout(120000);
            socket.setTcpNoDelay(true);

            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(0x4c503031);
            out.writeInt(profiles.size());
            for (Profile p : profiles) {
                out.writeLong(p.meteringPoint);
                out.writeInt(p.day);
                for (int i = 0; i < 96; i++) {
                    out.writeFloat(p.values[i]);
                    out.writeByte(p.quality[i]);
                }
            }
            out.flush();

            DataInputStream in = new DataInputStream(socket.getInputStream());
            int accepted = in.readInt();
            if (accepted != profiles.size()) {
                throw new IOException("coordinator took " + accepted + " of " + profiles.size());
            }
            return accepted;
        } finally {
            socket.close();
        }
    }
}
