package replica;

public class SnapshotPuller {
    private static final int BUF = 8 * 1024;

    public long pull(InetSocketAddress master, Path target) throws IOException {
        try (SocketChannel ch = SocketChannel.open();
             FileChannel out = FileChannel.open(target, CREATE, WRITE, TRUNCATE_EXISTING)) {
            ch.setOption(StandardSocketOptions.SO_RCVBUF, BUF);
            ch.socket().setSoTimeout(30_000);
            ch.socket().connect(master, 5000);
            ReadableByteChannel in = Channels.newChannel(ch.socket().getInputStream());
            ByteBuffer b = ByteBuffer.allocate(BUF);
            long total = 0;
            while (in.read(b) != -1) {
                b.flip();
                while (b.hasRemaining()) {
                    total += out.write(b);
                }
                b.clear();
            }
            return total;
        }
    }
}
