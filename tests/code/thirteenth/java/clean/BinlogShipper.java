package db.replica;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Ships one closed binlog segment to the standby and waits for its checksum. */
public class BinlogShipper {

    private final InetSocketAddress standby;

    public BinlogShipper(InetSocketAddress standby) {
        this.standby = standby;
    }

    public void ship(Path segment, long crc) throws IOException {
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ);
             SocketChannel out = SocketChannel.open()) {
            out.socket().connect(standby, 5000);
            out.setOption(StandardSocketOptions.TCP_NODELAY, true);
            out.socket().setSoTimeout(30_000);

            ByteBuffer head = ByteBuffer.allocate(16);
            head.putLong(file.size()).putLong(crc).flip();
            while (head.hasRemaining()) {
                out.write(head);
            }
            long pos = 0;
            long size = file.size();
            while (pos < size) {
                pos += file.transferTo(pos, size - pos, out);
            }
            out.shutdownOutput();

            byte[] answer = new byte[8];
            int got = 0;
            while (got < answer.length) {
                // through the socket's stream, so that SO_TIMEOUT counts
                int n = out.socket().getInputStream().read(answer, got, answer.length - got);
                if (n < 0) {
                    throw new IOException("standby hung up before confirming " + segment);
                }
                got += n;
            }
            if (ByteBuffer.wrap(answer).getLong() != crc) {
                throw new IOException("checksum differs for " + segment);
            }
        }
    }
}
