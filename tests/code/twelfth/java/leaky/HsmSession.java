package net.paycore.hsm;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * Session with the key box (Thales style host commands): a 6 byte header with
 * length and sequence, then the command. One command in flight at a time.
 */
public class HsmSession implements Closeable {

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private int sequence;

    public HsmSession(String host, int port) throws IOException {
        socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), 3000);
            socket.setSoTimeout(5000);
            socket.setKeepAlive(true);
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    public byte[] verifyPin(byte[] pinBlock, String pan, byte[] pvkIndex) throws IOException {
        ByteBuffer cmd = ByteBuffer.allocate(2 + pinBlock.length + 12 + pvkIndex.length);
        cmd.put((byte) 'D').put((byte) 'C');
        cmd.put(pinBlock);
        cmd.put(pan.substring(pan.length() - 13, pan.length() - 1).getBytes("US-ASCII"));
        cmd.put(pvkIndex);
        return call(cmd.array());
    }

    private synchronized byte[] call(byte[] command) throws IOException {
        int seq = ++sequence;
        try {
            byte[] header = ByteBuffer.allocate(6).putShort((short) command.length).putInt(seq).array();
            out.write(header);
            out.write(command);

            int len = in.readUnsignedShort();
            int gotSeq = in.readInt();
            if (gotSeq != seq) {
                throw new IOException("answer " + gotSeq + " to command " + seq);
            }
            byte[] answer = new byte[len];
            in.readFully(answer);
            return answer;
        } catch (EOFException e) {
            close();
            throw new IOException("HSM closed the session", e);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    public boolean usable() {
        return !socket.isClosed();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
